-- Stages, metrics and logs of studies, the states of grains, and the members of the cluster.
-- Names are compared byte by byte: an order by language would cost more and mean nothing.

CREATE TABLE stages (
    study text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    status text NOT NULL,
    epoch bigint NOT NULL,
    version bigint NOT NULL,
    holder text,
    losses integer NOT NULL,
    failures integer NOT NULL,
    rebuilds integer NOT NULL,
    progress text,
    result text,
    fingerprint text,
    reason text,
    outcome text,
    timing text,
    PRIMARY KEY (study, id)
) WITH (fillfactor = 70); -- A row changes some ten times: with room in its page no index has to follow.

-- Which committed stages other studies can take over.
CREATE TABLE trained (
    key text COLLATE "C" NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    study text COLLATE "C" NOT NULL,
    stage text COLLATE "C" NOT NULL,
    PRIMARY KEY (key, fingerprint, study, stage)
);
CREATE INDEX trained_by_study ON trained (study);

-- A value is kept as its 64 bits, which enter the result hash: no form of NaN is lost.
CREATE TABLE metrics (
    study text COLLATE "C" NOT NULL,
    stage text COLLATE "C" NOT NULL,
    step bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    bits bigint NOT NULL,
    PRIMARY KEY (study, stage, step, name, epoch)
);

CREATE TABLE study_log (
    study text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL,
    stage text,
    slot text,
    epoch bigint,
    text text NOT NULL,
    PRIMARY KEY (study, sequence)
);

-- How far the epochs and the log of a deleted study had come.
CREATE TABLE retired (study text COLLATE "C" PRIMARY KEY, epoch bigint NOT NULL, sequence bigint NOT NULL);

CREATE TABLE grains (
    service text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    n0 bigint NOT NULL,
    n1 bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    payload bytea,
    PRIMARY KEY (service, type, n0, n1, key)
);

-- The cluster's members, and one number for each cluster that grows with every change of them: writers that saw an older one are refused.
CREATE TABLE membership_version (
    cluster text COLLATE "C" PRIMARY KEY,
    changed_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 0
);

CREATE TABLE membership (
    cluster text COLLATE "C" NOT NULL REFERENCES membership_version,
    address text COLLATE "C" NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    silo_name text NOT NULL,
    host_name text NOT NULL,
    status integer NOT NULL,
    proxy_port integer,
    suspect_times text,
    start_time timestamptz NOT NULL,
    i_am_alive_time timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

-- Where Orleans looks its queries up; its own name for it.
CREATE TABLE OrleansQuery (QueryKey text COLLATE "C" PRIMARY KEY, QueryText text NOT NULL);
