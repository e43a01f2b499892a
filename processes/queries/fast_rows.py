"""The one statement by which PostgreSQL reads a range of dossiers quickly.

It says for each record whether its body is, byte for byte, the canonical text of its columns round
what it finds at ``data`` and ``scope``; whether it has its hash; whether what stands beside it is
what ``data`` and ``detail`` say. The records of a dossier are then strung together in their order:
each has to name number, hash and state of the one before. What is not true, or not known, is no.
"""

import re

# what the columns of a record have to say, in the order of a body's keys: before what stands at
# ``data``, behind it, and behind ``scope``; where the scope ends is known from what follows only
_HEAD = """{"actor":<actor>,"appointment":<appointment>,"at":"<at>","cites":"<cites>","data":"""
_MIDDLE = ""","detail":"<detail>","dossier":"<code>","due":"<due>","key":"<key>","kind":"<kind>",\
"label":"<label>","lasted_seconds":<seconds>,"lasted_working_days":<days>,"name":"<name>",\
"previous":"<previous>","role":"<role>","ruleset":"<ruleset_key>","scope":\""""
_TAIL = '","seq":<seq>,"source":"<source>","target":"<target>","v":1}'
_TEXTS = ("body", "hash", "previous", "kind", "name", "label", "cites", "source", "target", "role")
_MOMENT = """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"""
# how a column is said, where it is not a text of the record itself
_COLUMNS = {
    "actor": "coalesce(r.actor_id, 0)::text",
    "appointment": "coalesce(r.appointment_id, 0)::text",
    "at": f"to_char(r.at, {_MOMENT})",
    "detail": """CASE WHEN e.record_id IS NULL THEN ''
        ELSE encode(sha256(textsend(e.salt || e.content)), 'hex') END""",
    "code": "d.code",
    "due": f"CASE WHEN r.due_at IS NULL THEN '' ELSE to_char(r.due_at, {_MOMENT}) END",
    "key": "r.key::text",
    "seconds": "coalesce(r.lasted_seconds, -1)::text",
    "days": "coalesce(r.lasted_working_days, -1)::text",
    "ruleset_key": "d.ruleset_key",
    "seq": "r.seq::text",
}
# what may hold nothing that JSON escapes; the law's own words were looked at before
_WORDS = """CASE WHEN r.label = ANY(%(plain)s::text[]) AND r.cites = ANY(%(plain)s::text[])
    THEN '' ELSE r.label || r.cites END || r.kind || r.name || r.role || r.source || r.target
    || d.code || d.ruleset_key"""
_RANGE = "dossier_id >= %(first)s AND dossier_id < %(end)s"
# one flat object of plain values, as canonical JSON writes it: it can be cast to jsonb
_VALUE = r'("[^"\\\u0001-\u001f]*"|0|-?[1-9][0-9]{0,14}|true|false)'
_FLAT = rf'^\{{"[a-z_0-9]+":{_VALUE}(,"[a-z_0-9]+":{_VALUE})*\}}$'


# what stands at ``data`` where it is not what is told, cut at a full character
_GIVEN = """CASE WHEN substring(bytes FROM octet_length(head) + 1 FOR 1) = '{'::bytea
    THEN convert_from(substring(bytes FROM octet_length(head) + 1 FOR greatest(0,
        position(',"detail":"'::bytea IN substring(bytes FROM octet_length(head) + 1)) - 1)),
        'UTF8') END"""


def _joined(pattern: str) -> str:
    """Return the SQL that puts a text together; in groups, so that little is copied twice."""
    parts = re.split(r"<(\w+)>", pattern)
    items = [
        _COLUMNS.get(part, f"r.{part}") if n % 2 else f"'{part}'" for n, part in enumerate(parts)
    ]
    groups = [" || ".join(items[n : n + 9]) for n in range(0, len(items), 9)]
    return " || ".join(f"({group})" for group in groups)


def _scope(data: str) -> str:
    """Return the SQL of what is left of a body when so much stands at ``data``: its scope."""
    before = f"octet_length(head) + octet_length({data}) + octet_length(middle)"
    return f"""encode(substring(bytes FROM {before} + 1
        FOR greatest(0, octet_length(bytes) - octet_length(tail) - ({before}))), 'escape')"""


def _said(data: str, scope: str) -> str:
    """Return the SQL of whether a body says this, of which JSON escapes nothing.

    Else its JSON would be longer than it is with two quotes and a value's header of four bytes.
    """
    return f"""head || {data} || middle || {scope} || tail = body
        AND pg_column_size(to_json(words || {scope}))
            = octet_length(words) + octet_length({scope}) + 6"""


def statement(schema: str) -> str:
    """Return the statement; names of functions and operators are looked up in pg_catalog alone.

    It takes ``first`` and ``end`` of the range; ``rulesets``, ``states``, ``holders``, ``places``:
    who waits in which state; ``names`` of steps that are read here; ``plain``: labels and
    citations that JSON writes as they are. It gives the dossiers, their records, and the keys of
    the suspects.
    """
    texts = ", ".join(f'r.{name} COLLATE "C" AS {name}' for name in _TEXTS)
    unmatched = " ".join(
        f"AND NOT EXISTS (SELECT FROM {schema}.processes_{table} t WHERE t.dossier_id = d.id)"
        for table in ("scoresheet", "recusal", "certificate")
    )
    # OFFSET 0 keeps a step from being merged into the next, which would reckon all of it again
    return f"""
WITH beside AS MATERIALIZED (
    SELECT dossier_id, count(*) FILTER (WHERE is_document) AS documents,
        count(*) FILTER (WHERE NOT is_document) AS versions
    FROM (SELECT dossier_id, true AS is_document FROM {schema}.processes_document WHERE {_RANGE}
        UNION ALL SELECT dossier_id, false FROM {schema}.processes_version WHERE {_RANGE}) b
    GROUP BY dossier_id
), version AS (
    SELECT dossier_id, record_id, frozen, '{{"content":"' || frozen || '","number":'
        || number::text || ',"sheet":' || to_json(sheet)::text || '}}' AS told
    FROM (SELECT *, encode(sha256(textsend(salt || content)), 'hex') AS frozen
        FROM {schema}.processes_version WHERE {_RANGE} OFFSET 0) v OFFSET 0
), document AS (
    SELECT dossier_id, record_id, sha256, '{{"item":' || to_json(i.code)::text || ',"sha256":'
        || to_json(sha256)::text || '}}' AS told
    FROM {schema}.processes_document x JOIN {schema}.processes_checklistitem i ON i.id = x.item_id
    WHERE {_RANGE} OFFSET 0
), columns AS (
    SELECT r.dossier_id, r.seq, r.at, r.due_at, {texts},
        d.state COLLATE "C" AS state, d.version, d.due_at AS is_due, d.entered_at,
        {_joined(_HEAD)} AS head, {_joined(_MIDDLE)} AS middle, {_joined(_TAIL)} AS tail,
        {_WORDS} AS words, textsend(r.body) AS bytes,
        CASE WHEN v.record_id IS NOT NULL THEN v.told
            WHEN x.record_id IS NOT NULL THEN x.told ELSE '{{}}' END AS told,
        v.record_id AS version_of, v.frozen, x.record_id AS document_of, x.sha256,
        (v.dossier_id <> r.dossier_id) IS TRUE OR (x.dossier_id <> r.dossier_id) IS TRUE AS astray,
        absent.user_id AS absent
    FROM {schema}.processes_record r
    JOIN {schema}.processes_dossier d ON d.id = r.dossier_id
    LEFT JOIN {schema}.processes_recorddetail e ON e.record_id = r.id
    LEFT JOIN version v ON v.record_id = CASE WHEN r.name = ANY(%(submits)s::text[]) THEN r.id END
    LEFT JOIN document x ON x.record_id = CASE WHEN r.name = 'add_document' THEN r.id END
    LEFT JOIN (SELECT a.id, b.user_id FROM {schema}.processes_appointment a
        JOIN {schema}.processes_appointment b ON b.id = a.on_behalf_of_id
    ) absent ON absent.id = r.appointment_id
    WHERE r.{_RANGE.replace(" AND ", " AND r.")} OFFSET 0
), scoped AS (
    SELECT *, {_scope("told")} AS scope FROM columns OFFSET 0
), judged AS (
    SELECT dossier_id, seq, hash, previous, source, target, source <> target AS moved,
        at = entered_at AS fits, document_of, version_of,
        (encode(sha256('\\x01'::bytea || bytes), 'hex') = hash
        AND octet_length(previous) = 64
        AND at >= '2000-01-01 00:00:00+00' AND at < '9999-12-31 00:00:00+00'
        AND (due_at IS NULL
            OR due_at >= '2000-01-01 00:00:00+00' AND due_at < '9999-12-31 00:00:00+00')
        AND name = ANY(%(names)s::text[])
        AND (seq <> version OR target = state AND due_at IS NOT DISTINCT FROM is_due)
        AND NOT astray AND (name = 'add_document') = (document_of IS NOT NULL)
        AND CASE WHEN {_said("told", "scope")}
            THEN absent IS NULL
            ELSE (SELECT {_said("given", "left_over")}
                AND NOT data ?| '{{star,total,certificate_number,sheets}}'
                AND nullif(data ->> 'content', '') IS NOT DISTINCT FROM frozen
                AND data -> 'on_behalf_of' IS NOT DISTINCT FROM to_jsonb(absent)
                AND (document_of IS NULL OR data -> 'sha256' = to_jsonb(sha256))
                FROM (SELECT given, {_scope("given")} AS left_over,
                    CASE WHEN given ~ '{_FLAT}' THEN given::jsonb END AS data
                    FROM (SELECT {_GIVEN} AS given OFFSET 0) g OFFSET 0) other)
            END
        ) IS TRUE AS is_right
    FROM scoped OFFSET 0
), chained AS (
    SELECT dossier_id, count(*) AS records, bool_and(is_right) AS is_right,
        count(document_of) AS documents, count(version_of) AS versions, array_agg(seq) AS numbers,
        repeat('0', 64) || string_agg(hash, '') AS hashes, string_agg(previous, '') AS named,
        E'\\n' || string_agg(target, E'\\n') AS targets,
        string_agg(source, E'\\n') || E'\\n' AS sources,
        max(seq) FILTER (WHERE moved) AS moved, max(seq) FILTER (WHERE moved AND fits) AS entered
    FROM (SELECT * FROM judged ORDER BY dossier_id, seq OFFSET 0) j GROUP BY dossier_id
)
SELECT count(*), coalesce(sum(records), 0)::bigint, coalesce(array_agg(d.id) FILTER (WHERE (
    is_right AND numbers = ARRAY(SELECT generate_series(1, d.version)) AND moved = entered
    AND starts_with(hashes, named) AND starts_with(targets, sources)
    AND chained.documents = coalesce(beside.documents, 0)
    AND chained.versions = coalesce(beside.versions, 0)
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
