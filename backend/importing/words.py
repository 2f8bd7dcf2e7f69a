"""By which words do people call a column, in the languages of small shops?"""

from __future__ import annotations

import re
import unicodedata

from backend.importing.columns import Field

_SPELT = {
    Field.NUMBER: """
        customer id|customer number|customer no|customer nr|customer code|customer reference|client id|client number
        account number|account no|contact id|record id|member number|number|id|no
        kundennummer|kunden nr|kundennr|kdnr|kd nr|kunden id|debitor|debitorennummer|mitgliedsnummer
        numero client|n client|no client|code client|reference client|numero de client|id client
        numero de cliente|n cliente|id cliente|codigo cliente|codigo de cliente
        klantnummer|klantnr|klant nr|klant id|klantcode|debiteurnummer""",
    Field.NAME: """
        name|full name|customer name|client name|contact name|contact|billing name|display name|person|customer
        kunde|kundenname|ansprechpartner|nom complet|nom du client|client|contact principal
        nombre completo|nombre del cliente|cliente|naam|klant|klantnaam|contactpersoon|volledige naam""",
    Field.FIRST_NAME: """
        first name|given name|forename|firstname|vorname|prenom|nombre|voornaam|nombre de pila""",
    Field.LAST_NAME: """
        last name|surname|family name|lastname|nachname|familienname|nom|nom de famille|apellido|apellidos
        achternaam""",
    Field.COMPANY: """
        company|company name|organisation|organization|organization name|business|business name|firm
        account name|account
        firma|unternehmen|firmenname|entreprise|societe|raison sociale|empresa|compania|razon social|bedrijf
        bedrijfsnaam
        organisatie""",
    Field.PHONE: """
        phone|phone number|telephone|mobile|mobile phone|cell|cell phone|tel|tel no|contact number|second phone
        telefon|telefonnummer|handy|handynummer|mobil|mobiltelefon|festnetz|rufnummer
        telephone portable|portable|numero de telephone|fixe|telefono|movil|celular|telefono movil|telefoon
        telefoonnummer|mobiel|gsm""",
    Field.EMAIL: """
        email|e mail|email address|e mail address|mail|second e mail|e mail adresse|mailadresse|email adresse
        adresse e mail
        adresse mail|courriel|correo|correo electronico|e mailadres|emailadres|mailadres""",
    Field.PLACE: """
        place|address|street|address 1|city|town|postcode|post code|postal code|zip|zip code|location|street address
        ort|adresse|anschrift|strasse|stadt|plz|postleitzahl|wohnort
        rue|ville|code postal|lieu|direccion|calle|ciudad|codigo postal|poblacion|localidad
        adres|straat|plaats|stad|woonplaats""",
    Field.DATE: """
        date|order date|sale date|purchase date|invoice date|transaction date|created at|created|day|paid at
        date of sale
        date of purchase|sold on|bought on|when|contact date|call date|activity date|timestamp|date time
        datum|rechnungsdatum|bestelldatum|kaufdatum|belegdatum|auftragsdatum|verkaufsdatum|tag
        date de commande|date de facture|date facture|date achat|date d achat|fecha|fecha de pedido|fecha de compra
        fecha factura|fecha de factura|factuurdatum|besteldatum|aankoopdatum|orderdatum|verkoopdatum""",
    Field.AMOUNT: """
        amount|total|order total|total amount|price|value|sales|net sales|gross sales|paid|sum|invoice total
        revenue|spent
        total paid|grand total|total price|dollar value|line total
        betrag|summe|gesamt|gesamtbetrag|gesamtsumme|umsatz|preis|rechnungsbetrag|brutto|bruttobetrag|endbetrag
        montant|montant total|total ttc|montant ttc|prix|importe|monto|precio|total factura|importe total
        bedrag|totaal|totaalbedrag|prijs|factuurbedrag|omzet""",
    Field.QUANTITY: """
        quantity|qty|items|units|number of items|items sold|pieces|number of cds|menge|anzahl|stuck|stuckzahl
        quantite|qte|nombre d articles|cantidad|unidades|aantal|stuks""",
    Field.ORDER_ID: """
        order id|order number|order no|order|order nr|invoice|invoice number|invoice no|receipt|receipt number
        receipt no
        transaction id|transaction|reference|sale id|bill number
        bestellnummer|bestellnr|auftragsnummer|rechnungsnummer|rechnungsnr|rechnung nr|belegnummer|belegnr|bon nr
        numero de commande|n commande|numero de facture|n facture|commande|facture|numero facture
        numero de pedido|pedido|numero de factura|factura|n factura|n pedido
        ordernummer|factuurnummer|factuurnr|bestelling|bonnummer""",
    Field.CURRENCY: "currency|currency code|order currency|wahrung|devise|monnaie|moneda|divisa|valuta|munt",
    Field.STATUS: """
        status|order status|payment status|financial status|state|bestellstatus|zahlungsstatus|statut|estado
        toestand""",
    Field.REFUNDED: """
        refunded|refunded amount|amount refunded|refund|refund amount|refunds|erstattet|erstattung|ruckerstattung
        rembourse|remboursement|reembolso|reembolsado|terugbetaald|terugbetaling""",
    Field.EVENT_TYPE: "event type|transaction type|type of sale|vorgang|vorgangsart|belegart",
    Field.LAST_ORDER: """
        last order|last order date|last purchase|last purchase date|last sale|last bought|last visit|last invoice
        most recent purchase|last seen|letzter kauf|letzte bestellung|letzter auftrag|letzte rechnung|letzter besuch
        derniere commande|dernier achat|date derniere commande|date dernier achat|ultima compra|ultimo pedido
        fecha ultima compra|laatste bestelling|laatste aankoop|laatste order""",
    Field.TOTAL: """
        total|total spent|total sales|lifetime value|total revenue|total orders value|total so far|spent
        revenue|turnover
        amount|sales|total amount|amount spent|umsatz|gesamtumsatz|jahresumsatz|umsatz gesamt
        total depense|chiffre d affaires|ca|total achats|total gastado|total comprado|ventas|omzet|totale omzet
        totaal besteed""",
    Field.ORDERS: """
        orders|order count|number of orders|total orders|orders count|purchases|number of purchases|visits
        bestellungen|anzahl bestellungen|anzahl kaufe|auftrage|commandes|nombre de commandes|nombre d achats
        pedidos|numero de pedidos|compras|bestellingen|aantal bestellingen|aantal orders""",
    Field.OWNER: """
        owner|contact owner|account owner|salesperson|sales rep|rep|assigned to|account manager|looked after by
        betreuer|zustandig|verkaufer|kundenbetreuer|sachbearbeiter|commercial|vendeur|responsable|vendedor|comercial
        verkoper|accountmanager|eigenaar""",
    Field.CONSENT_EMAIL: """
        accepts marketing|accepts email marketing|consent email|email consent|email opt in|e mail opt in|newsletter
        marketing consent|email marketing|opt in|consent|einwilligung|werbung erlaubt|consentement
        consentimiento|toestemming|nieuwsbrief""",
    Field.CONSENT_TEXT: "consent text|text consent|sms consent|sms opt in|accepts sms marketing|sms marketing|sms",
    Field.CONSENT_CALL: "consent call|call consent|phone consent|may we call|calls allowed",
    Field.NO_EMAIL: """
        unsubscribed|unsubscribed from all email|opted out|opted out of email|email opt out|do not email|no email
        has opted out of email|abgemeldet|desabonne|desinscrit|afgemeld""",
    Field.CHANNEL: """
        channel|contact type|activity type|type of contact|how|medium|type|activity|kanal|kontaktart|art
        canal|type de contact|tipo|tipo de contacto|kanaal|soort contact""",
    Field.OUTCOME: """
        outcome|result|call outcome|call result|disposition|ergebnis|resultat|resultado|resultaat|uitkomst""",
    Field.NOTE: """
        note|notes|comment|comments|remark|remarks|description|subject|body|notiz|notizen|bemerkung|kommentar
        commentaire|remarque|remarques|nota|notas|comentario|observaciones|notitie|opmerking|opmerkingen""",
}


def phrases(said: str) -> frozenset[str]:
    return frozenset(" ".join(one.split()) for one in said.replace("\n", "|").split("|") if one.strip())


SPELLINGS = {which: phrases(said) for which, said in _SPELT.items()}
ABOUT_ANOTHER = phrases("""
    type|label|typ|code|country|land|pays|pais|state|region|title|fax|time|zone|zeit|name|of|product|sku|item|lineitem
    artikel|produkt|produit|producto|tax|vat|mwst|tva|iva|btw|discount|shipping|tip|fee|fees|birthday|geburtstag|url|id
    password|currency|status""")
"""Words beside a known one that make it mean something else: a phone type, a shipping date."""
ALONE = phrases("""
    name|id|no|number|customer|client|contact|person|account|day|when|items|type|how|order|transaction|reference|invoice
    receipt|state|value|paid|sum|sales|nom|art|tipo|tag|ca|opt in|rep|sms|newsletter|consent|body|subject|activity
    result|description|location|business""")
"""Phrases that are known only where they stand alone: a line item's name is no customer's."""


def spelt(column: str) -> str:
    """A column's name in small letters and digits alone, without accents."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", column.casefold()) if not unicodedata.combining(one))
    return " ".join(re.findall(r"[a-z0-9]+", plain))
