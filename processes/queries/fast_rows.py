"""The one statement by which PostgreSQL reads a range of dossiers quickly.

It says for each record whether its body is, byte for byte, the canonical text of its columns round
what it finds at ``data`` and ``scope``; whether it has its hash; whether what stands beside it is
what ``data`` and ``detail`` say. The records of a dossier are then strung together in their order:
each has to name number, hash and state of the one before. What is not true, or not known, is no.

What many records say alike is put together once, where it comes from: by step, by appointment, by
dossier. It is said of a record only whose columns are those that it was put together from.
"""

import re

_TEXTS = ("body", "hash", "previous", "source", "target")
_RANGE = "dossier_id >= %(first)s AND dossier_id < %(end)s"
# one flat object of plain values, as canonical JSON writes it: it can be cast to jsonb
_VALUE = r'("[^"\\\u0001-\u001f]*"|0|-?[1-9][0-9]{0,14}|true|false)'
_FLAT = rf'^\{{"[a-z_0-9]+":{_VALUE}(,"[a-z_0-9]+":{_VALUE})*\}}$'
# what stands at ``data`` where it is not what is told, cut at a full character
_GIVEN = """CASE WHEN substring(bytes FROM octet_length(head) + 1 FOR 1) = '{'::bytea
    THEN convert_from(substring(bytes FROM octet_length(head) + 1 FOR greatest(0,
        position(',"detail":"'::bytea IN substring(bytes FROM octet_length(head) + 1)) - 1)),
        'UTF8') END"""
# what is left of a body when that stands at ``data``: its scope
_BEFORE = "octet_length(head) + octet_length(given) + octet_length(middle)"
_LEFT = f"""encode(substring(bytes FROM {_BEFORE} + 1
    FOR greatest(0, octet_length(bytes) - octet_length(tail) - ({_BEFORE}))), 'escape')"""


def _text(pattern: str) -> str:
    """Return the SQL that puts a text together; what stands in ``<>`` is SQL itself."""
    parts = re.split("<([^>]+)>", pattern)
    return " || ".join(part if n % 2 else f"'{part}'" for n, part in enumerate(parts) if part)


# the keys of a body in their order: up to what stands at ``data``, from there to the scope, and on
_PERSON = _text('{"actor":<a.user_id::text>,"appointment":<a.id::text>,"at":"')
_NOBODY = """'{"actor":0,"appointment":0,"at":"'"""
_CITED = _text('Z","cites":"<cites>","data":')
_CODED = _text('","dossier":"<code>","due":"')
_LABELLED = _text('","kind":"<kind>","label":"<label>","lasted_seconds":')
_NAMED = _text(',"name":"<name>","previous":"')
_RULED = _text('","ruleset":"<ruleset_key>","scope":"')
_TAIL = _text('","seq":<r.seq::text>,"source":"<r.source>","target":"<r.target>","v":1}')


def _moment(column: str) -> str:
    """Return the SQL of a moment as bodies write it, up to its zone: six digits behind the point.

    Its text has none, or leaves zeros out at the end.
    """
    said = f"r.said_{column}"
    return f"""CASE octet_length({said}) WHEN 26 THEN {said} WHEN 19 THEN {said} || '.000000'
        ELSE rpad({said}, 26, '0') END"""


def _head() -> str:
    return f"coalesce(p.person, {_NOBODY}) || {_moment('at')} || s.cited"


def _middle() -> str:
    detail = """CASE WHEN e.record_id IS NULL THEN ''
        ELSE encode(sha256(textsend(e.salt || e.content)), 'hex') END"""
    due = f"coalesce({_moment('due')} || 'Z', '')"
    seconds, days = (f"coalesce(r.lasted_{name}, -1)::text" for name in ("seconds", "working_days"))
    return _text(
        f',"detail":"<{detail}><d.coded><{due}>","key":"<r.key::text><s.labelled><{seconds}>'
        f',"lasted_working_days":<{days}><s.named><r.previous>","role":"<r.role><d.ruled>'
    )


def _plain(text: str) -> str:
    """Return the SQL of whether JSON escapes nothing of a text.

    Else its JSON would be longer than it is with two quotes and a value's header of four bytes.
    """
    return f"pg_column_size(to_json({text})) = octet_length({text}) + 6"


def statement(schema: str) -> str:
    """Return the statement; names of functions and operators are looked up in pg_catalog alone.

    It takes ``first`` and ``end`` of the range; ``rulesets``, ``states``, ``holders``, ``places``:
    who waits in which state; ``laws``, ``names``, ``kinds``, ``labels``, ``citations``,
    ``submits``: the steps that are read here, in words that JSON writes as they are; ``roles``
    likewise. It gives the dossiers, their records, and the keys of the suspects.
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
), step AS MATERIALIZED (
    SELECT *, {_CITED} AS cited, {_LABELLED} AS labelled, {_NAMED} AS named,
        name = 'add_document' AS adds
    FROM unnest(%(laws)s::text[], %(names)s::text[], %(kinds)s::text[], %(labels)s::text[],
        %(citations)s::text[], %(submits)s::boolean[])
        AS s (law, name, kind, label, cites, submits)
), place AS (
    SELECT id, user_id, person, absent, CASE WHEN {_plain("scope")} THEN scope END AS scope
    FROM (SELECT a.id, a.user_id, {_PERSON} AS person, b.user_id AS absent, coalesce(
            'organisation:' || a.organisation_id::text, 'council:' || a.council_id::text,
            'department:' || t.code, 'unit:' || u.code || '@' || u.valid_from::text, '') AS scope
        FROM {schema}.processes_appointment a
        LEFT JOIN {schema}.processes_appointment b ON b.id = a.on_behalf_of_id
        LEFT JOIN {schema}.processes_department t ON t.id = a.department_id
        LEFT JOIN {schema}.processes_unit u ON u.id = a.unit_id OFFSET 0) p OFFSET 0
), dossier AS (
    SELECT id, state COLLATE "C" AS state, version, due_at, entered_at,
        ruleset_key COLLATE "C" AS law, {_CODED} AS coded, {_RULED} AS ruled
    FROM {schema}.processes_dossier WHERE id >= %(first)s AND id < %(end)s OFFSET 0
), record AS (
    SELECT *, replace(at::timestamp::text, ' ', 'T') AS said_at,
        replace(due_at::timestamp::text, ' ', 'T') AS said_due
    FROM {schema}.processes_record WHERE {_RANGE} OFFSET 0
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
    SELECT r.dossier_id, r.seq, r.at, r.due_at, {texts}, s.adds,
        d.state, d.version, d.due_at AS is_due, d.entered_at,
        {_head()} AS head, {_middle()} AS middle, {_TAIL} AS tail, textsend(r.body) AS bytes,
        CASE WHEN v.record_id IS NOT NULL THEN v.told
            WHEN x.record_id IS NOT NULL THEN x.told ELSE '{{}}' END AS told,
        v.record_id AS version_of, v.frozen, x.record_id AS document_of, x.sha256,
        (v.dossier_id <> r.dossier_id) IS TRUE OR (x.dossier_id <> r.dossier_id) IS TRUE AS astray,
        r.kind COLLATE "C" = s.kind AND r.label COLLATE "C" = s.label
            AND r.cites COLLATE "C" = s.cites AND r.role COLLATE "C" = ANY(%(roles)s::text[])
            AND p.id IS NOT DISTINCT FROM r.appointment_id
            AND p.user_id IS NOT DISTINCT FROM r.actor_id AS is_known,
        p.absent, CASE WHEN p.id IS NULL THEN '' ELSE p.scope END AS scope
    FROM record r
    JOIN dossier d ON d.id = r.dossier_id
    LEFT JOIN step s ON s.law = d.law AND s.name = r.name COLLATE "C"
    LEFT JOIN {schema}.processes_recorddetail e ON e.record_id = r.id
    LEFT JOIN version v ON v.record_id = CASE WHEN s.submits THEN r.id END
    LEFT JOIN document x ON x.record_id = CASE WHEN s.adds THEN r.id END
    LEFT JOIN place p ON p.id = r.appointment_id
    OFFSET 0
), judged AS (
    SELECT dossier_id, seq, hash, previous, source, target, source <> target AS moved,
        at = entered_at AS fits, document_of, version_of,
        (encode(sha256('\\x01'::bytea || bytes), 'hex') = hash
        AND octet_length(previous) = 64
        AND at >= '2000-01-01 00:00:00+00' AND at < '9999-12-31 00:00:00+00'
        AND (due_at IS NULL
            OR due_at >= '2000-01-01 00:00:00+00' AND due_at < '9999-12-31 00:00:00+00')
        AND is_known AND (seq <> version OR target = state AND due_at IS NOT DISTINCT FROM is_due)
        AND NOT astray AND adds = (document_of IS NOT NULL)
        AND CASE WHEN head || told || middle || scope || tail = body
            THEN absent IS NULL
            ELSE (SELECT head || given || middle || left_over || tail = body
                AND {_plain("left_over")}
                AND NOT data ?| '{{star,total,certificate_number,sheets}}'
                AND nullif(data ->> 'content', '') IS NOT DISTINCT FROM frozen
                AND data -> 'on_behalf_of' IS NOT DISTINCT FROM to_jsonb(absent)
                AND (document_of IS NULL OR data -> 'sha256' = to_jsonb(sha256))
                FROM (SELECT given, {_LEFT} AS left_over,
                    CASE WHEN given ~ '{_FLAT}' THEN given::jsonb END AS data
                    FROM (SELECT {_GIVEN} AS given OFFSET 0) g OFFSET 0) other)
            END
        ) IS TRUE AS is_right
    FROM columns OFFSET 0
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
    AND pg_column_size(to_json(targets)) = octet_length(targets) + 6 + records
    AND {_plain("(d.code || d.ruleset_key)")}
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
