"""What a person sees: the boards and the command line; Textual and Rich live only here."""
