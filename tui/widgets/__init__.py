"""The parts screens are made of: lanes and boards, the lines around them, prompts and dialogs."""
