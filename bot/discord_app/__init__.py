"""The Discord side: a client, its commands and how results look there; the only part that imports `discord`."""
