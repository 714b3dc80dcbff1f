using System.Collections.Immutable;
using k8s;
using k8s.Models;

namespace JointQP.Tests.Unit.Deploy;

/// <summary>Manifests as Kubernetes reads them: each document in its own type, in which it may have no other fields than that type has.</summary>
internal sealed record Manifests(ImmutableArray<IKubernetesObject<V1ObjectMeta>> All)
{
    /// <summary>Reads rendered manifests.</summary>
    public static Manifests Read(string yaml) =>
        new([.. KubernetesYaml.LoadAllFromString(yaml, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()]);

    /// <summary>All of one kind.</summary>
    public IEnumerable<T> Of<T>() => All.OfType<T>();

    /// <summary>The one of a kind with a name; null when there is none.</summary>
    public T? Find<T>(string name) where T : class, IKubernetesObject<V1ObjectMeta> => Of<T>().SingleOrDefault(item => item.Metadata.Name == name);

    /// <summary>The pods that its workloads make.</summary>
    public IEnumerable<Workload> Workloads =>
    [
        .. Of<V1Deployment>().Select(d => new Workload(d.Metadata.Name, d.Spec.Replicas ?? 1, d.Spec.Selector, d.Spec.Template, [])),
        .. Of<V1StatefulSet>().Select(s => new Workload(
            s.Metadata.Name, s.Spec.Replicas ?? 1, s.Spec.Selector, s.Spec.Template, [.. (s.Spec.VolumeClaimTemplates ?? []).Select(claim => claim.Metadata.Name)])),
        .. Of<V1Job>().Select(j => new Workload(j.Metadata.Name, 1, null, j.Spec.Template, [])),
    ];

    /// <summary>The workloads whose pods a selector means.</summary>
    public IEnumerable<Workload> Selected(V1LabelSelector selector) => Workloads.Where(workload => Means(selector, workload.Labels));

    /// <summary>Whether a selector means pods with these labels.</summary>
    public static bool Means(V1LabelSelector selector, IDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(label => labels.TryGetValue(label.Key, out var value) && value == label.Value)
        && (selector.MatchExpressions ?? []).All(expression => expression.OperatorProperty == "In"
            ? labels.TryGetValue(expression.Key, out var value) && expression.Values.Contains(value)
            : throw new NotSupportedException(expression.OperatorProperty));
}

/// <summary>A workload with its pods.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Replicas">How many pods.</param>
/// <param name="Selector">Which pods it takes for its own; a Job's is made by Kubernetes.</param>
/// <param name="Template">What a pod is.</param>
/// <param name="Claims">The volumes that are made for each pod.</param>
internal sealed record Workload(string Name, int Replicas, V1LabelSelector? Selector, V1PodTemplateSpec Template, ImmutableArray<string> Claims)
{
    public IDictionary<string, string> Labels => Template.Metadata.Labels;

    public V1PodSpec Pod => Template.Spec;

    /// <summary>Its one container.</summary>
    public V1Container Container => Pod.Containers.Single();

    public IList<V1ContainerPort> Ports => Container.Ports ?? [];

    /// <summary>The program that it runs.</summary>
    public Program Program => string.Join(' ', Container.Command ?? []) switch
    {
        var command when command.Contains("JointQP.Silo.dll", StringComparison.Ordinal) => Program.Silo,
        var command when command.Contains("JointQP.Worker.dll", StringComparison.Ordinal) => Program.Worker,
        "sleep infinity" => Program.Console,
        _ => Program.Other,
    };

    /// <summary>The number of a port that is given by its name or number; null when the container has none such.</summary>
    public int? Port(IntOrString port) =>
        Ports.SingleOrDefault(p => p.Name == port.Value || p.ContainerPort.ToString(System.Globalization.CultureInfo.InvariantCulture) == port.Value)?.ContainerPort;

    /// <summary>The environment, with the values that the manifests tell, null for others.</summary>
    public Dictionary<string, string?> Environment(Manifests manifests)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var source in Container.EnvFrom ?? [])
        {
            foreach (var (key, value) in source.ConfigMapRef is { } map ? manifests.Find<V1ConfigMap>(map.Name)?.Data ?? new Dictionary<string, string>() : new Dictionary<string, string>())
                environment[key] = value;
            foreach (var key in source.SecretRef is { } secret ? manifests.Find<V1Secret>(secret.Name)?.Data.Keys ?? [] : [])
                environment[key] = null;
        }

        foreach (var variable in Container.Env ?? [])
            environment[variable.Name] = variable.Value;
        return environment;
    }
}

/// <summary>The programs of JointQP.</summary>
internal enum Program
{
    Other,
    Silo,
    Worker,
    Console,
}
