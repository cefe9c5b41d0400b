"""What every page uses and no subject owns: answers, dates, drawn covers, pictures, form fields and template tags.

No module here imports another app of the platform.
"""
