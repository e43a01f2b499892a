"""Official documents: one description of a paper, written as PDF and as DOCX."""
