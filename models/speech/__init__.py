"""The recipe of the speech model: data, teacher, student, export."""
