"""Languages: what a question's words mean in this field, which language it is in, and the bot's own sentences."""
