"""Invented names and streets, by language, recognisable as such: birds, trees and weather."""

FIRST_NAMES = {
    "nl": ("Anouk", "Bram", "Famke", "Gijs", "Hanne", "Jef", "Lotte", "Maarten", "Noor", "Pieter",
           "Roos", "Stijn", "Tine", "Wout", "Yara", "Zeger"),
    "fr": ("Aline", "Baptiste", "Chloé", "Damien", "Élise", "Fabien", "Garance", "Hugo", "Inès",
           "Jules", "Lucie", "Mathieu", "Nadia", "Olivier", "Sarah", "Yanis"),
    "de": ("Anke", "Benno", "Frieda", "Gerd", "Ilse", "Jonas", "Klara", "Lorenz", "Mathilde", "Uwe"),
    "en": ("Amelia", "Colin", "Freya", "Gordon", "Isla", "Nigel", "Priya", "Rowan"),
}  # fmt: skip

LAST_NAMES = {
    "nl": ("Merelbosch", "Vinkenier", "Van Zwaluwen", "Lijsterman", "De Koolmees", "Spechtinck",
           "Van den Wulp", "Kievitsma", "De Roodborst", "Winterkoning", "Meeuwissen", "Van Reigershoek"),
    "fr": ("Delhirondelle", "Pinsonnet", "Merlebois", "Mésangier", "Du Rossignol", "Grivelet",
           "Chardonneret", "Alouettin", "Delacigogne", "Huppemont", "Bouvreuil", "Fauvelle"),
    "de": ("Amselfeld", "Drosselmann", "Finkenstein", "Lerchenau", "Meisenbach", "Spechtner"),
    "en": ("Blackbirch", "Wrenfield", "Starlingham", "Finchcombe", "Larksworth"),
}  # fmt: skip

STREETS = {
    "nl": ("Merellaan", "Vinkenstraat", "Zwaluwdreef", "Kwikstaartpad", "Lijsterweg", "Wulpenlaan"),
    "fr": ("rue du Merle", "avenue des Pinsons", "clos des Hirondelles", "rue de la Fauvette",
           "chemin des Alouettes", "allée du Bouvreuil"),
    "de": ("Amselweg", "Finkenstraße", "Am Lerchenhang", "Drosselpfad"),
    "en": ("Blackbird Lane", "Starling Road"),
}  # fmt: skip

BUSINESSES = (
    "Bakkerij De Kwartel", "Imprimerie du Merle", "Garage Zwaluw", "Salon Plume", "Brouwerij Nachtegaal",
    "Boulangerie Alouette", "Fietsen Vink", "Atelier Mésange", "Tuinen Roodborst", "Crèche Pinson",
)  # fmt: skip
