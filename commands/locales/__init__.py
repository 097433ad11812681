"""The catalogues: one folder for each language, read by bot.catalog straight from the `.po` files."""
