using System.Globalization;
using k8s.Models;

namespace JointQP.Tests.Unit.Deploy;

/// <summary>Who means whom: selectors, ports and probes.</summary>
internal static class WiringProblems
{
    public static IEnumerable<string> Of(Manifests manifests) =>
        [.. Selectors(manifests), .. Services(manifests), .. Policies(manifests), .. Budgets(manifests), .. manifests.Workloads.SelectMany(workload => Probes(workload, manifests))];

    private static IEnumerable<string> Selectors(Manifests manifests)
    {
        foreach (var workload in manifests.Workloads.Where(workload => workload.Selector is not null))
        {
            var selected = manifests.Selected(workload.Selector!).Select(w => w.Name).ToList();
            if (selected is not [var only] || only != workload.Name)
                yield return $"{workload.Name}: its selector means the pods of [{string.Join(", ", selected)}]";
        }

        foreach (var workload in manifests.Workloads)
        {
            foreach (var spread in workload.Pod.TopologySpreadConstraints ?? [])
            {
                if (!Manifests.Means(spread.LabelSelector, workload.Labels))
                    yield return $"{workload.Name}: it is spread between other pods than its own";
            }
        }

        foreach (var set in manifests.Of<V1StatefulSet>().Where(set => manifests.Find<V1Service>(set.Spec.ServiceName) is null))
            yield return $"{set.Metadata.Name}: there is no Service {set.Spec.ServiceName}";
    }

    private static IEnumerable<string> Services(Manifests manifests)
    {
        foreach (var service in manifests.Of<V1Service>())
        {
            var selected = manifests.Selected(new V1LabelSelector { MatchLabels = service.Spec.Selector }).ToList();
            if (selected is not [var workload])
            {
                yield return $"Service {service.Metadata.Name}: its selector means the pods of {selected.Count} workloads";
                continue;
            }

            foreach (var port in service.Spec.Ports.Where(port => workload.Port(port.TargetPort) != port.Port))
                yield return $"Service {service.Metadata.Name}: {port.Port} leads to port {port.TargetPort.Value}, which {workload.Name} has not, or elsewhere";
        }

        foreach (var silo in manifests.Workloads.Where(workload => workload.Program == Program.Silo && workload.Selector is not null))
        {
            var environment = silo.Environment(manifests);
            foreach (var (name, standard) in Programs.SiloPorts)
            {
                var listens = environment.GetValueOrDefault($"JOINTQP_{name.ToUpperInvariant()}_PORT") is { } set ? int.Parse(set, CultureInfo.InvariantCulture) : standard;
                if (silo.Port(name) != listens)
                    yield return $"{silo.Name}: the silo's {name} port is {listens}, not {silo.Port(name)}";
            }
        }
    }

    private static IEnumerable<string> Policies(Manifests manifests)
    {
        foreach (var policy in manifests.Of<V1NetworkPolicy>())
        {
            var name = $"NetworkPolicy {policy.Metadata.Name}";
            var selected = manifests.Selected(policy.Spec.PodSelector).ToList();
            if (selected.Count == 0)
                yield return $"{name}: it means no pods";
            foreach (var rule in policy.Spec.Ingress ?? [])
            {
                foreach (var port in rule.Ports.Where(port => selected.Exists(workload => workload.Port(port.Port) is null)))
                    yield return $"{name}: there is no port {port.Port.Value}";
                foreach (var from in rule.FromProperty.Where(from => from.PodSelector is not null))
                {
                    foreach (var absent in Absent(from.PodSelector, manifests))
                        yield return $"{name}: it lets {absent} in, which there is not";
                }
            }
        }
    }

    private static IEnumerable<string> Absent(V1LabelSelector selector, Manifests manifests) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).Select(label => (label.Key, label.Value))
            .Concat((selector.MatchExpressions ?? []).SelectMany(expression => expression.Values.Select(value => (expression.Key, Value: value))))
            .Where(label => !manifests.Workloads.Any(workload => workload.Labels.TryGetValue(label.Key, out var value) && value == label.Value))
            .Select(label => label.Value);

    private static IEnumerable<string> Budgets(Manifests manifests)
    {
        foreach (var budget in manifests.Of<V1PodDisruptionBudget>())
        {
            if (manifests.Selected(budget.Spec.Selector).ToList() is not [var workload])
            {
                yield return $"PodDisruptionBudget {budget.Metadata.Name}: its selector means not one workload";
                continue;
            }

            var mayGo = budget.Spec.MaxUnavailable is { } most
                ? int.Parse(most.Value, CultureInfo.InvariantCulture)
                : workload.Replicas - int.Parse(budget.Spec.MinAvailable.Value, CultureInfo.InvariantCulture);
            if (mayGo < 1)
                yield return $"PodDisruptionBudget {budget.Metadata.Name}: no node of {workload.Name} can be drained";
            if (workload.Replicas > 1 && mayGo >= workload.Replicas)
                yield return $"PodDisruptionBudget {budget.Metadata.Name}: all of {workload.Name} may go at once";
        }

        foreach (var silo in manifests.Workloads.Where(workload => workload is { Program: Program.Silo, Replicas: > 1 }))
        {
            if (!manifests.Of<V1PodDisruptionBudget>().Any(budget => Manifests.Means(budget.Spec.Selector, silo.Labels)))
                yield return $"{silo.Name}: it has no PodDisruptionBudget";
        }
    }

    private static IEnumerable<string> Probes(Workload workload, Manifests manifests)
    {
        var container = workload.Container;
        var probes = new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe }.OfType<V1Probe>().ToList();
        foreach (var http in probes.Select(probe => probe.HttpGet).OfType<V1HTTPGetAction>())
        {
            if (workload.Program != Program.Silo || workload.Port(http.Port) != workload.Port("http") || !Programs.HealthPaths.Contains(http.Path))
                yield return $"{workload.Name}: nothing answers probes at {http.Path} on {http.Port.Value}";
        }

        if (workload.Selector is null || workload.Program is Program.Console)
            yield break;
        if (container.StartupProbe is null || container.LivenessProbe is null)
            yield return $"{workload.Name}: it has no probe of its start or of its life";
        if (workload.Program == Program.Silo && !(container.ReadinessProbe?.TimeoutSeconds > Programs.HealthPatience))
            yield return $"{workload.Name}: its readiness probe ends before the silo's own checks, after {Programs.HealthPatience} s";
        if (workload.Program == Program.Worker && workload.Environment(manifests).GetValueOrDefault("JOINTQP_HEALTH_FILE") is var file
            && !probes.TrueForAll(probe => file is not null && probe.Exec?.Command.Any(word => word.Split(' ').Contains(file)) == true))
            yield return $"{workload.Name}: a probe looks at another file than JOINTQP_HEALTH_FILE";
    }
}
