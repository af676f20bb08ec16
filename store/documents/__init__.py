"""Paper: PDF documents of frozen values and picture bytes; the same input gives the same bytes.

ReportLab is known to this package only. ``contents`` reads what is printed from the tables; the
other modules lay it out and never ask for anything. Sending paper to a printer is in ``render``.
"""
