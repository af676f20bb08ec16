"""What happens by itself: the clock, triggers, messages, deliveries; never anything of a screen."""
