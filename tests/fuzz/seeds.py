"""From which small valid files do fuzzing and mutation begin?"""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook

TABLE = b'Name;Date;Amount\n"Anna\nLang";12.03.2024;1.240,50\nBert;3/4/24;$7\n'
TABS = "Kunde\tE-Mail\tletzter Kauf\tUmsatz\nZoë\tzoe@example.com\t12. März 2024\t(45,00)\n"
CALLS = 'sep=|\nDate|Customer|Type|Outcome|Notes\n2024-03-12|\'7|Call|Left message|"so ""so"""\n'
ORDERS = (
    "Name,Email,Financial Status,Accepts Marketing,Currency,Total,Created at,Lineitem quantity,Refunded Amount\n"
    "#1,a@example.com,paid,yes,GBP,12.50,2025-10-07 09:50:26 +0200,2,0.00\n#1,a@example.com,,,,,,1,\n"
)
CARD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lang;Anna;;;\r\nitem1.TEL;TYPE=CELL:0221\r\n 123\r\nitem1.X-ABLabel:Shop\r\n"
    b"PHOTO;ENCODING=b:AAAA\r\n AAAA\r\nADR;TYPE=HOME:;;1 High St\\n2;Bath;;BA1;UK\r\nEND:VCARD\r\n"
)
OLD_CARD = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=\r\n=AB\r\n"
    b"TEL;CELL;PREF:0170 1\r\nEND:VCARD\r\n"
)
NEW_CARD = (
    b'BEGIN:VCARD\nVERSION:4.0\nFN:Anna\nTEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:+44-7700-900123\n'
    b"EMAIL:a@example.com\nORG:Lang;Sales\nNOTE:a\\,b\\nc\nEND:VCARD\n"
)


def book() -> bytes:
    made = Workbook()
    for row in (["Name", "Date", "Amount"], ["Anna", "2024-03-12", 12.5], ["Bert", None, "=1+1"], ["Cy", True, 7]):
        made.worksheets[0].append(row)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


SEEDS = {
    "csv": [TABLE, TABS.encode(), TABS.encode("utf-16"), TABS.encode("cp1252"), CALLS.encode(), ORDERS.encode()],
    "vcard": [CARD, OLD_CARD, NEW_CARD, (CARD + OLD_CARD).decode().encode("utf-16")],
    "xlsx": [book()],
}
