"""Documents: the PDF of a bill or an advance invoice, made when nobody made it before."""
