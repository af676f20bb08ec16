"""What becomes a picture: profile, pixels, file, sheet, printer; never anything of a screen."""
