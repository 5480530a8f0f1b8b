"""Acts on bank accounts and mandates: to tell, to sign, to change, to suspend, to end."""
