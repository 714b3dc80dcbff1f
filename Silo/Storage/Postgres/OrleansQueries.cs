namespace JointQP.Silo.Storage.Postgres;

/// <summary>The queries that Orleans' ADO.NET providers look up, written for the tables of the first migration.</summary>
/// <remarks>
/// A change of the members counts only for who saw the latest version of them, and raises it: Orleans' membership protocol, extended form. Types are
/// said where Orleans may pass a null.
/// </remarks>
internal static class OrleansQueries
{
    private const string ThisGrain =
        "service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND key = coalesce(@GrainIdExtensionString::text, '')";

    private const string ThisSilo = "cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation";

    private const string Members =
        """
        SELECT v.cluster AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName, m.host_name AS HostName,
            m.status AS Status, m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes, m.start_time AS StartTime, m.i_am_alive_time AS IAmAliveTime,
            v.version AS Version
        FROM membership_version v LEFT JOIN membership m ON m.cluster = v.cluster
        """;

    /// <summary>Each with its key.</summary>
    public static IReadOnlyList<(string Key, string Text)> All { get; } =
    [
        // Returns a row exactly when it wrote: no row is how Orleans learns of a conflicting write.
        ("WriteToStorageKey",
            $"""
             INSERT INTO grains AS held (service, type, n0, n1, key, version, payload)
             SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString::text, ''), 1, @PayloadBinary::bytea
             WHERE @GrainStateVersion::integer IS NULL OR EXISTS (SELECT 1 FROM grains WHERE {ThisGrain})
             ON CONFLICT (service, type, n0, n1, key) DO UPDATE SET payload = excluded.payload, version = held.version + 1
                 WHERE held.version = @GrainStateVersion::integer
             RETURNING version AS NewGrainStateVersion
             """),
        ("ReadFromStorageKey", $"SELECT payload AS PayloadBinary, version AS Version FROM grains WHERE {ThisGrain}"),
        ("ClearStorageKey",
            $"""
             UPDATE grains SET payload = NULL, version = version + 1 WHERE {ThisGrain} AND version = @GrainStateVersion::integer
             RETURNING version AS NewGrainStateVersion
             """),
        ("InsertMembershipVersionKey",
            """
            WITH added AS (INSERT INTO membership_version (cluster) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
            SELECT count(*)::integer FROM added
            """),
        ("InsertMembershipKey",
            $"""
             WITH seen AS (
                 UPDATE membership_version SET version = version + 1, changed_at = now()
                 WHERE cluster = @DeploymentId AND version = @Version::integer AND NOT EXISTS (SELECT 1 FROM membership WHERE {ThisSilo})
                 RETURNING 1),
             added AS (
                 INSERT INTO membership (cluster, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive_time)
                 SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM seen
                 RETURNING 1)
             SELECT count(*)::integer FROM added
             """),
        ("UpdateMembershipKey",
            $"""
             WITH seen AS (
                 UPDATE membership_version SET version = version + 1, changed_at = now()
                 WHERE cluster = @DeploymentId AND version = @Version::integer AND EXISTS (SELECT 1 FROM membership WHERE {ThisSilo})
                 RETURNING 1),
             changed AS (
                 UPDATE membership SET status = @Status, suspect_times = @SuspectTimes::text, i_am_alive_time = @IAmAliveTime FROM seen WHERE {ThisSilo}
                 RETURNING 1)
             SELECT count(*)::integer FROM changed
             """),
        ("UpdateIAmAlivetimeKey", $"UPDATE membership SET i_am_alive_time = @IAmAliveTime WHERE {ThisSilo}"),
        ("MembershipReadRowKey",
            $"{Members} AND m.address = @Address AND m.port = @Port AND m.generation = @Generation WHERE v.cluster = @DeploymentId"),
        ("MembershipReadAllKey", $"{Members} WHERE v.cluster = @DeploymentId"),
        ("GatewaysQueryKey",
            """
            SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation FROM membership
            WHERE cluster = @DeploymentId AND status = @Status AND proxy_port > 0
            """),
        ("DeleteMembershipTableEntriesKey",
            "DELETE FROM membership WHERE cluster = @DeploymentId; DELETE FROM membership_version WHERE cluster = @DeploymentId"),
        // 3 is active in Orleans' numbers of states.
        ("CleanupDefunctSiloEntriesKey", "DELETE FROM membership WHERE cluster = @DeploymentId AND i_am_alive_time < @IAmAliveTime AND status <> 3"),
    ];
}
