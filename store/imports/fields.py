"""What other programs call their columns, in the languages their makers use.

Names are compared by ``columns.key``: accents, case and punctuation do not matter, `#`, `No` and
`Number` are the same, so are `Cust` and `Client`, `Cell` and `Mobile`, `Tel` and `Phone`.
"""

from __future__ import annotations

from store.imports.columns import Field, Layout

_CLIENT_NO = (
    "client no", "client id", "account no", "account", "client ref", "client code", "kundennummer",
    "kunden nr", "no client", "code client", "no de client", "codigo cliente", "no cliente",
    "codice cliente", "klantnummer",
)  # fmt: skip
_CLIENT = (
    "client", "client name", "name", "full name", "bill to", "sold to", "family name client",
    "kundenname", "nom du client", "nombre del cliente", "nome cliente", "klant", "cliente",
)  # fmt: skip
_EMAIL = (
    "email", "email address", "primary email", "email 1", "home email", "client email",
    "email adresse", "courriel", "adresse email", "adresse electronique", "correo",
    "correo electronico", "posta elettronica", "email adres",
)  # fmt: skip
_INVOICE_NO = (
    "invoice no", "invoice", "invoice id", "order no", "sale no", "rechnungsnummer", "rechnung",
    "no facture", "facture", "numero de facture", "factura", "no factura", "fattura",
    "factuurnummer", "factuur",
)  # fmt: skip
_SESSION_NO = (
    "session no", "session", "session id", "job no", "job", "shoot no", "booking no",
    "appointment no", "sitting no", "no seance", "sitzung no", "sesion",
)  # fmt: skip
_NOTES = (
    "notes", "note", "comments", "comment", "remarks", "memo", "bemerkung", "bemerkungen",
    "notizen", "remarques", "notas", "observaciones", "opmerkingen",
)  # fmt: skip
_DESCRIPTION = (
    "description", "item description", "product description", "product name", "item name",
    "bezeichnung", "beschreibung", "designation", "descripcion", "descrizione", "omschrijving",
)  # fmt: skip
_PRICE = (
    "price", "unit price", "each", "rate", "retail price", "retail", "sell price", "price each",
    "sale price", "preis", "einzelpreis", "prix", "prix unitaire", "precio", "precio unitario",
    "prezzo", "prijs",
)  # fmt: skip
_VENDOR = (
    "vendor", "preferred vendor", "vendor name", "lab", "lab name", "supplier", "supplier name",
    "lieferant", "fournisseur", "proveedor", "fornitore", "leverancier",
)  # fmt: skip

_VENDOR_CODE = (
    "vendor code", "vendor item code", "vendor product", "vendor product code", "vendor sku",
    "lab code", "lab product", "lab sku", "supplier code", "supplier sku",
)  # fmt: skip
_VENDOR_DESCRIPTION = (
    "vendor description", "vendor product description", "lab description", "supplier description",
)  # fmt: skip
_VENDOR_COST = ("vendor cost", "vendor price", "supplier cost", "supplier price", "lab price")
_MULTIPLIER = ("multiplier", "vendor multiplier", "quantity multiplier", "ordered per item")
_LEAD_DAYS = ("lead days", "lead time", "vendor lead days", "turnaround", "turnaround days")
_POSITION = ("position", "sort order", "sort", "rank")
_INACTIVE = ("inactive", "discontinued", "disabled", "archived", "obsolete")
_PRODUCT = (
    Field("vendor_code", _VENDOR_CODE),
    Field("vendor_description", _VENDOR_DESCRIPTION),
    Field("vendor_cost", _VENDOR_COST),
    Field("multiplier", _MULTIPLIER),
    Field("lead_days", _LEAD_DAYS),
)

CLIENTS = Layout(
    "clients",
    (
        Field("number", ("no", *_CLIENT_NO, "id")),
        Field("name", ("full name", "client name", "client", "display name", "contact",
                       "contact name", "nom complet", "nombre completo", "nom", "nombre", "nome",
                       "naam", "kundenname", "cliente")),
        Field("first_name", ("first name", "first", "given name", "forename", "f name", "vorname",
                             "prenom", "nombre de pila", "voornaam", "client first name")),
        Field("last_name", ("last name", "last", "surname", "family name", "l name", "nachname",
                            "familienname", "nom de famille", "apellido", "apellidos", "cognome",
                            "achternaam", "client last name")),
        Field("company", ("company", "company name", "business", "business name", "organisation",
                          "organization", "firma", "societe", "entreprise", "empresa", "azienda",
                          "bedrijf")),
        Field("email", _EMAIL),
        Field("phone", ("phone", "phone no", "phone 1", "primary phone", "main phone", "day phone",
                        "contact phone", "contact no", "telefon", "telefonnummer", "telefono",
                        "telefoon")),
        Field("home_phone", ("home phone", "home", "phone home", "home no", "evening phone",
                             "telefon privat", "telephone domicile", "telefono casa")),
        Field("mobile", ("mobile", "mobile phone", "mobile no", "phone mobile", "sms phone",
                         "text phone", "handy", "handynummer", "mobiltelefon", "portable",
                         "movil", "celular", "cellulare", "mobiel")),
        Field("work_phone", ("work phone", "work", "phone work", "business phone", "office phone",
                             "work no", "telefon geschaeftlich", "telefon geschaftlich",
                             "telephone bureau", "telefono trabajo")),
        Field("other_phone", ("other phone", "phone 2", "alternate phone", "alt phone",
                              "secondary phone", "phone other")),
        Field("address", ("address", "address 1", "address line 1", "street", "street address",
                          "street 1", "mailing address", "billing address", "home address",
                          "strasse", "anschrift", "adresse", "rue", "direccion", "calle",
                          "domicilio", "indirizzo", "via", "adres", "straat")),
        Field("address_2", ("address 2", "address line 2", "street 2", "apt", "unit", "suite",
                            "adresszusatz", "complement adresse")),
        Field("city", ("city", "town", "suburb", "city town", "ort", "stadt", "wohnort", "ville",
                       "ciudad", "poblacion", "localidad", "citta", "plaats", "woonplaats")),
        Field("region", ("state", "province", "region", "county", "state province", "st",
                         "bundesland", "provincia", "departement")),
        Field("postcode", ("zip", "zip code", "zipcode", "postcode", "postal code", "post code",
                           "zip postal code", "plz", "postleitzahl", "code postal",
                           "codigo postal", "cp", "cap")),
        Field("country", ("country", "land", "pays", "pais", "paese", "nation")),
        Field("do_not_market", ("do not market", "no marketing", "dnm", "do not email",
                                "do not mail", "unsubscribed", "marketing opt out", "email opt out",
                                "opt out", "opted out", "keine werbung", "no mailings")),
        Field("may_market", ("marketing", "may market", "opt in", "opted in", "marketing opt in",
                             "email opt in", "newsletter", "accepts marketing", "mailing list")),
        Field("do_not_call", ("do not call", "dnc", "no calls", "do not phone")),
        Field("sms_opt_out", ("sms opt out", "text opt out", "do not text", "no sms", "no text",
                              "no texts")),
        Field("may_text", ("sms opt in", "text opt in", "sms", "sms ok", "text ok", "allow sms",
                           "allow text", "ok to text", "accepts sms")),
        Field("notes", _NOTES),
    ),
    (("name", "first_name", "last_name", "company"),),
)  # fmt: skip

VENDORS = Layout(
    "vendors",
    (
        Field("name", ("name", *_VENDOR, "company", "company name")),
        Field("number", ("no", "vendor no", "supplier no", "vendor id", "id")),
        Field("account", ("account", "account no", "our account", "client no", "kundennummer")),
        Field("contact", ("contact", "contact name", "contact person", "attention", "attn")),
        Field("email", _EMAIL),
        Field("phone", ("phone", "phone no", "telefon", "telefono", "mobile")),
        Field("address", ("address", "address 1", "street", "adresse", "anschrift", "direccion")),
        Field("city", ("city", "town", "ort", "ville", "ciudad")),
        Field("region", ("state", "province", "region")),
        Field("postcode", ("zip", "zip code", "postcode", "postal code", "plz", "code postal")),
        Field("turnaround_days", ("turnaround", "turnaround days", "lead days", "lead time",
                                  "days")),
        Field("notes", _NOTES),
    ),
    (("name",),),
)  # fmt: skip

PRICELIST = Layout(
    "pricelist",
    (
        Field("identifier", ("identifier", "item no", "item code", "code", "sku", "item id", "item",
                             "product code", "product id", "product no", "product", "artikel",
                             "artikelnummer", "article", "reference", "articulo", "codigo",
                             "codice", "articolo", "artikelcode", "id")),
        Field("description", (*_DESCRIPTION, "name", "title")),
        Field("group", ("group", "category", "item group", "product group", "department", "gruppe",
                        "kategorie", "categorie", "groupe", "categoria", "grupo", "groep")),
        Field("kind", ("kind", "item kind", "kind of item")),
        Field("type", ("type", "item type", "product type")),
        Field("price_list", ("price list", "pricelist", "price list name", "list", "preisliste")),
        Field("width", ("width", "size w", "w", "breite", "largeur", "ancho", "larghezza",
                        "breedte")),
        Field("height", ("height", "size h", "h", "length", "hohe", "hauteur", "alto", "altezza",
                         "hoogte")),
        Field("size", ("size", "dimensions", "print size", "grosse", "format", "taille", "tamano")),
        Field("price", _PRICE),
        Field("cost", ("cost", "unit cost", "our cost", "lab cost", "wholesale", "item cost",
                       "kosten", "einkaufspreis", "cout", "coste", "costo")),
        Field("units", ("units", "package units", "units to spend", "unit value", "points")),
        Field("components", ("components", "package components", "contents", "package contents",
                             "includes", "consists of")),
        Field("vendor", _VENDOR),
        *_PRODUCT,
        Field("render_profile", ("render profile", "profile", "print profile")),
        Field("layout", ("layout", "sheet layout")),
        Field("position", _POSITION),
        Field("list_hidden", ("list hidden", "price list hidden")),
        Field("list_inactive", ("list inactive", "price list inactive")),
        Field("hidden", ("hidden", "hide", "do not show")),
        Field("inactive", _INACTIVE),
        Field("active", ("active", "enabled", "available", "aktiv", "actif", "activo", "attivo")),
    ),
    (("identifier",), ("price",)),
)  # fmt: skip

VENDOR_PRODUCTS = Layout(
    "vendor-products",
    (
        Field("vendor", _VENDOR),
        Field("code", ("code", *_VENDOR_CODE, "product code", "sku", "catalogue no", "catalog no",
                       "artikelnummer", "reference", "codigo")),
        Field("description", (*_DESCRIPTION, *_VENDOR_DESCRIPTION, "name", "title")),
        Field("items", ("items", "item", "our items", "our item", "for items", "for item",
                        "identifier", "item no", "item code", "artikel", "article")),
        Field("cost", ("cost", *_VENDOR_COST, "unit cost", "price", "unit price", "our cost",
                       "wholesale", "kosten", "einkaufspreis", "cout", "coste", "costo")),
        Field("multiplier", _MULTIPLIER),
        Field("lead_days", _LEAD_DAYS),
        Field("position", _POSITION),
        Field("inactive", _INACTIVE),
    ),
    (("vendor",), ("code",)),
)  # fmt: skip

SESSIONS = Layout(
    "sessions",
    (
        Field("number", (*_SESSION_NO, "no", "id")),
        Field("client_number", _CLIENT_NO),
        Field("client", _CLIENT),
        Field("email", _EMAIL),
        Field("type", ("type", "session type", "shoot type", "kind", "category", "job type",
                       "art", "sitzungsart", "type de seance", "tipo", "tipo de sesion", "soort")),
        Field("date", ("date", "session date", "shoot date", "start date", "appointment date",
                       "booking date", "when", "start", "date time", "datum", "date de seance",
                       "fecha", "data")),
        Field("time", ("time", "session time", "start time", "shoot time", "appointment time",
                       "uhrzeit", "zeit", "heure", "hora", "ora", "tijd")),
        Field("photographer", ("photographer", "shooter", "photographer name", "staff", "shot by",
                               "fotograf", "photographe", "fotografo", "fotograaf")),
        Field("folder", ("folder", "image folder", "path", "images", "ordner", "dossier",
                         "carpeta")),
        Field("notes", (*_NOTES, "session notes")),
    ),
    (("number",), ("client_number", "client", "email"), ("type",)),
)  # fmt: skip

INVOICES = Layout(
    "invoices",
    (
        Field("number", (*_INVOICE_NO, "no")),
        Field("client_number", _CLIENT_NO),
        Field("client", _CLIENT),
        Field("email", _EMAIL),
        Field("session", _SESSION_NO),
        Field("date", ("date", "invoice date", "order date", "sale date", "datum",
                       "rechnungsdatum", "date de facture", "fecha", "fecha factura", "data",
                       "factuurdatum")),
        Field("payment_due", ("payment due", "due date", "payment due date", "due", "balance due",
                              "fallig", "echeance", "vencimiento", "scadenza", "vervaldatum")),
        Field("delivery", ("approx delivery", "approx delivery date", "delivery", "delivery date",
                           "promised", "promised date", "promise date", "due to client",
                           "completion date", "lieferdatum", "liefertermin", "livraison",
                           "date de livraison", "entrega", "fecha de entrega", "consegna",
                           "levering")),
        Field("item", ("item", "item no", "item code", "sku", "identifier", "product code",
                       "product", "item id", "code", "artikel", "artikelnummer", "article",
                       "articulo", "articolo")),
        Field("description", _DESCRIPTION),
        Field("quantity", ("quantity", "units", "count", "menge", "anzahl", "quantite", "cantidad",
                           "cant", "quantita", "aantal")),
        Field("pose", ("pose", "pose no", "image", "image no", "image name", "frame", "photo",
                       "file", "filename", "file name", "negative", "neg", "bild", "bildnummer",
                       "imagen", "foto")),
        Field("price", _PRICE),
        Field("extension", ("extension", "ext", "extended", "extended price", "ext price",
                            "line total", "amount", "total", "line amount", "gesamt",
                            "gesamtpreis", "montant", "importe", "importo", "bedrag")),
        Field("vendor", _VENDOR),
        Field("options", ("options", "option")),
        Field("enhancement", ("enhancement", "enhancements", "finish")),
        Field("crop", ("crop", "cropping")),
        Field("note", (*_NOTES, "line note", "special instructions", "instructions")),
    ),
    (("number",), ("client_number", "client", "email", "session"), ("item", "description"),
     ("price", "extension")),
)  # fmt: skip

PAYMENTS = Layout(
    "payments",
    (
        Field("invoice", _INVOICE_NO),
        Field("date", ("date", "payment date", "date paid", "paid on", "received", "date received",
                       "posted", "datum", "zahlungsdatum", "date de paiement", "fecha", "data",
                       "betaaldatum")),
        Field("amount", ("amount", "payment amount", "paid", "amount paid", "payment", "total",
                         "value", "betrag", "montant", "importe", "importo", "bedrag")),
        Field("method", ("method", "payment method", "payment type", "paid by", "type", "tender",
                         "pay method", "zahlungsart", "mode de paiement", "forma de pago",
                         "metodo", "betaalwijze")),
        Field("reference", ("reference", "ref", "check no", "cheque no", "transaction id",
                            "transaction", "confirmation", "auth code", "receipt no")),
        Field("note", _NOTES),
    ),
    (("invoice",), ("amount",), ("date",)),
)  # fmt: skip
