"""The report in other forms: a document, slides, a workbook, pictures; made from a stored result, without solving."""
