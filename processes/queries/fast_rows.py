"""The one statement by which PostgreSQL reads a range of dossiers quickly.

It says for each record whether its body is, byte for byte, the canonical text of its columns round
what it finds at ``data`` and ``scope``; whether it has its hash; whether what stands beside it is
what ``data`` and ``detail`` say. The records of a dossier are then strung together in their order:
each has to name number, hash and state of the one before. What is not true, or not known, is no.
"""

import re

# what the columns of a record have to say, in the order of a body's keys; ``scope`` and what is
# behind it come last, since where the scope ends is known from there only
_HEAD = """{"actor":<actor>,"appointment":<appointment>,"at":"<said_at>","cites":"<cites>",\
"data":<given>,"detail":"<detail>","dossier":"<code>","due":"<said_due>","key":"<key>",\
"kind":"<kind>","label":"<label>","lasted_seconds":<seconds>,"lasted_working_days":<days>,\
"name":"<name>","previous":"<previous>","role":"<role>","ruleset":"<ruleset_key>","scope":\""""
_TAIL = '","seq":<number>,"source":"<source>","target":"<target>","v":1}'
_TEXTS = ("body", "hash", "previous", "kind", "name", "label", "cites", "source", "target", "role")
# what JSON escapes may not stand in them: then the text is the same, escaped, and two quotes
_WORDS = "cites || kind || label || name || role || source || target || code || ruleset_key"
_MOMENT = """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"""
_RANGE = "dossier_id >= %(first)s AND dossier_id < %(end)s"
# one flat object of plain values, as canonical JSON writes it: it can be cast to jsonb
_VALUE = r'("[^"\\\u0001-\u001f]*"|0|-?[1-9][0-9]{0,14}|true|false)'
_FLAT = rf'^\{{"[a-z_0-9]+":{_VALUE}(,"[a-z_0-9]+":{_VALUE})*\}}$'


# what stands at ``data``: mostly what is expected; else what is there, cut at a full character
_GIVEN = """(CASE WHEN is_told THEN told WHEN substring(bytes FROM start FOR 1) = '{'::bytea
    THEN convert_from(substring(bytes FROM start FOR greatest(0,
        position(',"detail":"'::bytea IN substring(bytes FROM start)) - 1)), 'UTF8') END)"""


def _joined(pattern: str) -> str:
    """Return the SQL that puts a text together; in groups, so that little is copied twice."""
    parts = re.split(r"<(\w+)>", pattern)
    items = [part if n % 2 else f"'{part}'" for n, part in enumerate(parts)]
    items = [_GIVEN if item == "given" else item for item in items]
    groups = [" || ".join(items[n : n + 9]) for n in range(0, len(items), 9)]
    return " || ".join(f"({group})" for group in groups)


def _hash(content: str) -> str:
    return f"encode(sha256(textsend({content})), 'hex')"


def statement(schema: str) -> str:
    """Return the statement; names of functions and operators are looked up in pg_catalog alone.

    It takes ``first`` and ``end`` of the range; ``rulesets``, ``states``, ``holders``, ``places``:
    who waits in which state. It gives the dossiers, their records, and the keys of the suspects.
    """
    texts = ", ".join(f'r.{name} COLLATE "C" AS {name}' for name in _TEXTS)
    unmatched = " ".join(
        f"AND NOT EXISTS (SELECT FROM {schema}.processes_{table} t WHERE t.dossier_id = d.id)"
        for table in ("scoresheet", "recusal", "certificate")
    )
    # OFFSET 0 keeps a step from being merged into the next, which would reckon all of it again
    return f"""
WITH beside AS MATERIALIZED (
    SELECT count(*) AS documents, dossier_id FROM {schema}.processes_document
    WHERE {_RANGE} GROUP BY dossier_id
), version AS (
    SELECT dossier_id, record_id, frozen, '{{"content":"' || frozen || '","number":'
        || number::text || ',"sheet":' || to_json(sheet)::text || '}}' AS told
    FROM (SELECT *, {_hash("salt || content")} AS frozen
        FROM {schema}.processes_version WHERE {_RANGE} OFFSET 0) v OFFSET 0
), document AS (
    SELECT dossier_id, record_id, sha256, '{{"item":' || to_json(i.code)::text || ',"sha256":'
        || to_json(sha256)::text || '}}' AS told
    FROM {schema}.processes_document x JOIN {schema}.processes_checklistitem i ON i.id = x.item_id
    WHERE {_RANGE} OFFSET 0
), columns AS (
    SELECT r.dossier_id, r.seq, r.at, r.due_at, {texts}, r.key::text AS key,
        d.code COLLATE "C" AS code, d.ruleset_key COLLATE "C" AS ruleset_key,
        d.state COLLATE "C" AS state, d.version, d.due_at AS is_due, d.entered_at,
        CASE WHEN e.record_id IS NULL THEN ''
            ELSE {_hash("e.salt || e.content")} END AS detail,
        v.record_id AS version_of, v.frozen, x.record_id AS document_of, x.sha256,
        (v.dossier_id <> r.dossier_id) IS TRUE OR (x.dossier_id <> r.dossier_id) IS TRUE AS astray,
        CASE WHEN v.record_id IS NOT NULL THEN v.told
            WHEN x.record_id IS NOT NULL THEN x.told ELSE '{{}}' END AS told,
        absent.user_id AS absent, textsend(r.body) AS bytes, r.seq::text AS number,
        coalesce(r.actor_id, 0)::text AS actor,
        coalesce(r.appointment_id, 0)::text AS appointment,
        coalesce(r.lasted_seconds, -1)::text AS seconds,
        coalesce(r.lasted_working_days, -1)::text AS days,
        to_char(r.at, {_MOMENT}) AS said_at,
        CASE WHEN r.due_at IS NULL THEN '' ELSE to_char(r.due_at, {_MOMENT}) END AS said_due
    FROM {schema}.processes_record r
    JOIN {schema}.processes_dossier d ON d.id = r.dossier_id
    LEFT JOIN {schema}.processes_recorddetail e ON e.record_id = r.id
    LEFT JOIN version v ON v.record_id = r.id
    LEFT JOIN document x ON x.record_id = r.id
    LEFT JOIN (SELECT a.id, b.user_id FROM {schema}.processes_appointment a
        JOIN {schema}.processes_appointment b ON b.id = a.on_behalf_of_id
    ) absent ON absent.id = r.appointment_id
    WHERE r.{_RANGE.replace(" AND ", " AND r.")} OFFSET 0
), begun AS (
    SELECT *, 79 + octet_length(actor) + octet_length(appointment) + octet_length(cites) AS start
    FROM columns OFFSET 0
), expected AS (
    SELECT *, (substring(bytes FROM start FOR octet_length(told) + 11)
        = textsend(told || ',"detail":"')) IS TRUE AS is_told FROM begun OFFSET 0
), built AS (
    SELECT *, {_joined(_HEAD)} AS head, {_joined(_TAIL)} AS tail, {_WORDS} AS words,
        CASE WHEN NOT is_told AND {_GIVEN} ~ '{_FLAT}' THEN {_GIVEN}::jsonb END AS data
    FROM expected OFFSET 0
), scoped AS (
    SELECT *, encode(substring(bytes FROM octet_length(head) + 1 FOR greatest(0,
        octet_length(body) - octet_length(head) - octet_length(tail))), 'escape') AS scope
    FROM built OFFSET 0
), judged AS (
    SELECT dossier_id, seq, source <> target AS moved, at = entered_at AS fits, document_of,
        number || ' ' || hash || target || E'\\n' AS own,
        (seq - 1)::text || ' ' || previous || source || E'\\n' AS before,
        (encode(sha256('\\x01'::bytea || bytes), 'hex') = hash
        AND octet_length(previous) = 64
        AND head || scope || tail = body
        AND pg_column_size(to_json(words || scope))
            = pg_column_size(words || scope || '""')
        AND at >= '2000-01-01 00:00:00+00' AND at < '9999-12-31 00:00:00+00'
        AND (due_at IS NULL
            OR due_at >= '2000-01-01 00:00:00+00' AND due_at < '9999-12-31 00:00:00+00')
        AND name NOT LIKE 'convene_%%' AND name NOT LIKE 'submit_score_%%'
        AND name NOT LIKE 'recuse_%%' AND name NOT LIKE 'extend_window%%'
        AND (seq <> version OR target = state AND due_at IS NOT DISTINCT FROM is_due)
        AND NOT astray AND (name = 'add_document') = (document_of IS NOT NULL)
        AND CASE WHEN is_told
            THEN absent IS NULL AND (version_of IS NULL OR document_of IS NULL)
            ELSE NOT data ?| '{{star,total,certificate_number,sheets}}'
                AND nullif(data ->> 'content', '') IS NOT DISTINCT FROM frozen
                AND data -> 'on_behalf_of' IS NOT DISTINCT FROM to_jsonb(absent)
                AND (document_of IS NULL OR data -> 'sha256' = to_jsonb(sha256))
            END
        ) IS TRUE AS is_right
    FROM scoped OFFSET 0
), chained AS (
    SELECT dossier_id, count(*) AS records, bool_and(is_right) AS is_right,
        count(document_of) AS documents, string_agg(own, '') AS own,
        string_agg(before, '') AS before, max(seq) FILTER (WHERE moved) AS moved,
        max(seq) FILTER (WHERE moved AND fits) AS entered
    FROM (SELECT * FROM judged ORDER BY dossier_id, seq OFFSET 0) j GROUP BY dossier_id
)
SELECT count(*), coalesce(sum(records), 0)::bigint, coalesce(array_agg(d.id) FILTER (WHERE (
    is_right AND records = d.version AND moved = entered
    AND substring(textsend('0 ' || repeat('0', 64) || E'\\n' || own) FOR octet_length(before))
        = textsend(before)
    AND chained.documents = coalesce(beside.documents, 0)
    AND d.star IS NULL AND d.score_total IS NULL AND d.score_sheets IS NULL
    AND d.district_council_id IS NULL AND d.province_council_id IS NULL
    AND d.waiting COLLATE "C" = CASE place
        WHEN '' THEN ''
        WHEN 'organisation' THEN holder || '@' || d.organisation_id::text
        WHEN 'commune' THEN holder || '@' || d.commune_id::text
        WHEN 'district' THEN holder || '@' || d.district_id::text
        WHEN 'province' THEN holder || '@' || d.province_id::text END
    {unmatched}) IS NOT TRUE), '{{}}')
FROM {schema}.processes_dossier d
LEFT JOIN chained ON chained.dossier_id = d.id
LEFT JOIN beside ON beside.dossier_id = d.id
LEFT JOIN unnest(%(rulesets)s::text[], %(states)s::text[], %(holders)s::text[], %(places)s::text[])
    AS w (ruleset, state, holder, place) ON w.ruleset = d.ruleset_key AND w.state = d.state
WHERE d.id >= %(first)s AND d.id < %(end)s"""
