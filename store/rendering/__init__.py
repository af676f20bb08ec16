"""What becomes of ordered pictures, worked out without pixels: specs, plans, sheets, the queue.

Everything but the queue is pure: values in, values out. ``render`` carries it out.
"""
