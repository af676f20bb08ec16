"""The command line: one module for each group of commands, loaded only when it is asked for.

No Textual and no Rich here: a command that answers with text or JSON starts fast.
"""
