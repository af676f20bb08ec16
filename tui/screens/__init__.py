"""The screens: what a person sees at a time, made of widgets and of the store's commands."""
