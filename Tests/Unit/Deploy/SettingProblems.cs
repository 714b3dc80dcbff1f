using System.Data.Common;
using k8s.Models;

namespace JointQP.Tests.Unit.Deploy;

/// <summary>What the pods are told: variables, ConfigMaps, Secrets and the database.</summary>
internal static class SettingProblems
{
    public static IEnumerable<string> Of(Manifests manifests) =>
        manifests.Workloads.SelectMany(workload => (string[])[.. Variables(workload, manifests), .. References(workload, manifests), .. Database(workload, manifests)],
            (workload, problem) => $"{workload.Name}: {problem}");

    private static IEnumerable<string> Variables(Workload workload, Manifests manifests)
    {
        var environment = workload.Environment(manifests);
        var known = Programs.Variables(workload.Program);
        foreach (var variable in environment.Keys.Where(variable => variable.StartsWith("JOINTQP_", StringComparison.Ordinal) && !known.Contains(variable)))
            yield return $"the {workload.Program} reads no {variable}";
        foreach (var needed in new[] { "JOINTQP_DATABASE", "JOINTQP_DATA" }.Where(needed => workload.Program != Program.Other && !environment.ContainsKey(needed)))
            yield return $"{needed} is not set";
        foreach (var (variable, path) in Needed(workload))
        {
            if (workload.Container.Env?.SingleOrDefault(set => set.Name == variable)?.ValueFrom?.FieldRef?.FieldPath != path)
                yield return $"{variable} is not {path}";
        }
    }

    /// <summary>What a pod can only be told by Kubernetes.</summary>
    private static IEnumerable<(string Variable, string Path)> Needed(Workload workload) => workload switch
    {
        { Selector: null } => [],
        { Program: Program.Silo } => [("JOINTQP_ADDRESS", "status.podIP")],
        { Program: Program.Worker } => [("JOINTQP_SLOT", "metadata.name")],
        _ => [],
    };

    private static IEnumerable<string> References(Workload workload, Manifests manifests)
    {
        foreach (var source in workload.Container.EnvFrom ?? [])
        {
            if (source.ConfigMapRef is { } map && manifests.Find<V1ConfigMap>(map.Name) is null)
                yield return $"there is no ConfigMap {map.Name}";
            if (source.SecretRef is { } secret && Keys(secret.Name, manifests) is null)
                yield return $"there is no Secret {secret.Name}, and README.md makes none";
        }

        foreach (var from in (workload.Container.Env ?? []).Select(variable => variable.ValueFrom).OfType<V1EnvVarSource>())
        {
            if (from.ConfigMapKeyRef is { } map && manifests.Find<V1ConfigMap>(map.Name)?.Data.ContainsKey(map.Key) != true)
                yield return $"there is no {map.Key} in a ConfigMap {map.Name}";
            if (from.SecretKeyRef is { } secret && Keys(secret.Name, manifests)?.Contains(secret.Key) != true)
                yield return $"there is no {secret.Key} in a Secret {secret.Name}";
        }
    }

    private static IEnumerable<string>? Keys(string secret, Manifests manifests) =>
        manifests.Find<V1Secret>(secret) is { } made ? made.Data.Keys : DeployReadme.Secrets.GetValueOrDefault(secret);

    /// <summary>The server that is among the manifests, if any, is the one that the connection string means.</summary>
    private static IEnumerable<string> Database(Workload workload, Manifests manifests)
    {
        var server = manifests.Find<V1StatefulSet>("postgres")?.Spec.Template.Spec.Containers.Single().Env.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
        if (server is null || workload.Environment(manifests).GetValueOrDefault("JOINTQP_DATABASE") is not { } text)
            yield break;
        var connection = new DbConnectionStringBuilder { ConnectionString = text };
        if (manifests.Find<V1Service>((string)connection["Host"]) is null)
            yield return $"there is no Service {connection["Host"]} of the database";
        if ((string)connection["Username"] != server["POSTGRES_USER"] || (string)connection["Database"] != server["POSTGRES_DB"])
            yield return $"the server has another user or database than {text}";
        if (workload.Program != Program.Other && !(workload.Container.EnvFrom ?? []).Any(source => source.SecretRef is { } secret && Keys(secret.Name, manifests)?.Contains("PGPASSWORD") == true))
            yield return "it has no PGPASSWORD";
    }
}
