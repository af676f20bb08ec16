"""What is true: tables, rules, reads, commands and history; Peewee lives here and nowhere else."""
