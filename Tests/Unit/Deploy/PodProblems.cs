using k8s.Models;

namespace JointQP.Tests.Unit.Deploy;

/// <summary>Each pod by itself: its rights, volumes and images, and how long it may take to stop.</summary>
internal static class PodProblems
{
    /// <summary>How long a .NET host gives its services to stop, in seconds, where a program says nothing else.</summary>
    private const int HostShutdown = 30;

    public static IEnumerable<string> Of(Manifests manifests) =>
        [.. manifests.Workloads.SelectMany(workload => Each(workload, manifests).Select(problem => $"{workload.Name}: {problem}")), .. Together(manifests)];

    private static IEnumerable<string> Each(Workload workload, Manifests manifests) =>
        [.. Rights(workload, manifests), .. Volumes(workload, manifests), .. Grace(workload, manifests), .. Resources(workload), .. Command(workload)];

    private static IEnumerable<string> Rights(Workload workload, Manifests manifests)
    {
        var (pod, container) = (workload.Pod.SecurityContext, workload.Container.SecurityContext);
        if (pod is not { RunAsNonRoot: true, RunAsUser: > 0, SeccompProfile.Type: "RuntimeDefault" })
            yield return "it may run as root or without seccomp";
        if (container is not { AllowPrivilegeEscalation: false, ReadOnlyRootFilesystem: true, Capabilities: { Add: null, Drop: ["ALL"] } })
            yield return "its container has more rights than it needs";
        if (workload.Pod.AutomountServiceAccountToken != false || manifests.Find<V1ServiceAccount>(workload.Pod.ServiceAccountName ?? "") is null)
            yield return "it has a token, or no account of its own";
        if (workload.Pod.EnableServiceLinks != false)
            yield return "Services become variables, which may be those of options";
    }

    private static IEnumerable<string> Volumes(Workload workload, Manifests manifests)
    {
        var mounts = workload.Container.VolumeMounts ?? [];
        var volumes = workload.Pod.Volumes ?? [];
        var names = volumes.Select(volume => volume.Name).Concat(workload.Claims).ToHashSet(StringComparer.Ordinal);
        foreach (var mount in mounts.Where(mount => !names.Contains(mount.Name)))
            yield return $"there is no volume {mount.Name}";
        foreach (var name in names.Where(name => mounts.All(mount => mount.Name != name)))
            yield return $"the volume {name} is not mounted";
        foreach (var claim in volumes.Select(volume => volume.PersistentVolumeClaim?.ClaimName).OfType<string>().Where(claim => manifests.Find<V1PersistentVolumeClaim>(claim) is null))
            yield return $"there is no claim {claim}";

        var environment = workload.Environment(manifests);
        var onlyDatabase = workload.Selector is null;
        foreach (var variable in new[] { "JOINTQP_DATA", "JOINTQP_CHECKPOINT_CACHE", "JOINTQP_HEALTH_FILE", "XDG_CONFIG_HOME" }.Where(_ => !onlyDatabase))
        {
            if (environment.GetValueOrDefault(variable) is { } path && !mounts.Any(mount => path == mount.MountPath || path.StartsWith(mount.MountPath + "/", StringComparison.Ordinal)))
                yield return $"{variable} lies in no volume, and all else is read-only";
        }

        if (environment.GetValueOrDefault("JOINTQP_DATA") is { } data && !onlyDatabase
            && volumes.SingleOrDefault(volume => volume.Name == mounts.FirstOrDefault(mount => mount.MountPath == data)?.Name)?.PersistentVolumeClaim is null)
            yield return "its data directory is not the shared volume";
        if (environment.GetValueOrDefault("JOINTQP_CHECKPOINT_CACHE") is { } cache)
        {
            var size = environment.GetValueOrDefault("JOINTQP_CHECKPOINT_CACHE_SIZE") is { } set ? double.Parse(set, System.Globalization.CultureInfo.InvariantCulture) : Programs.CheckpointCacheSize;
            var limit = volumes.SingleOrDefault(volume => volume.Name == mounts.FirstOrDefault(mount => mount.MountPath == cache)?.Name)?.EmptyDir?.SizeLimit;
            if (limit is null || limit.ToDouble() <= size * (1 << 20))
                yield return $"its copies of checkpoints, {size} MiB, outgrow their volume";
        }
    }

    private static IEnumerable<string> Grace(Workload workload, Manifests manifests)
    {
        var given = workload.Pod.TerminationGracePeriodSeconds ?? 30;
        var taken = workload switch
        {
            { Selector: null } => 0,
            { Program: Program.Silo } => HostShutdown,
            // A second more is its host's.
            { Program: Program.Worker } => 1 + (workload.Environment(manifests).GetValueOrDefault("JOINTQP_GRACE") is { } grace
                ? double.Parse(grace, System.Globalization.CultureInfo.InvariantCulture)
                : Programs.WorkerGrace),
            _ => 0,
        };
        if (given <= taken)
            yield return $"it takes up to {taken} s to stop, and is killed after {given}";
    }

    private static IEnumerable<string> Resources(Workload workload)
    {
        var (asked, most) = (workload.Container.Resources?.Requests, workload.Container.Resources?.Limits);
        if (asked?.ContainsKey("cpu") != true || !asked.TryGetValue("memory", out var memory) || most?.TryGetValue("memory", out var limit) != true)
            yield return "it asks for no processor or memory, or has no limit";
        else if (memory.ToDouble() > limit!.ToDouble())
            yield return "it asks for more memory than it may have";
    }

    /// <summary>The image holds what Dockerfile publishes, at <c>/app/PROJECT/release</c>.</summary>
    private static IEnumerable<string> Command(Workload workload)
    {
        foreach (var file in (workload.Container.Command ?? []).Where(word => word.EndsWith(".dll", StringComparison.Ordinal)))
        {
            if (file.Split('/') is not ["", "app", var project, "release", var assembly] || assembly != $"JointQP.{project}.dll" || !Dockerfile.Published.Contains(project))
                yield return $"the image has no {file}";
        }
    }

    private static IEnumerable<string> Together(Manifests manifests)
    {
        var own = manifests.Workloads.Where(workload => workload.Program != Program.Other).ToList();
        var images = own.Select(workload => workload.Container.Image.Replace("-cuda", "", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        if (images is not [var image] || image.Split('/')[^1].Split(':') is not ["jointqp", not "latest"])
            yield return $"the images differ, or have no version: {string.Join(", ", images)}";
        foreach (var workload in own)
        {
            var device = workload.Environment(manifests).GetValueOrDefault("JOINTQP_DEVICE") ?? "cpu";
            var gpu = device.StartsWith("cuda", StringComparison.Ordinal);
            if (gpu != workload.Container.Image.EndsWith("-cuda", StringComparison.Ordinal) || gpu != workload.Container.Resources.Limits.ContainsKey("nvidia.com/gpu"))
                yield return $"{workload.Name}: device {device}, image {workload.Container.Image} and the GPUs it asks for do not agree";
        }

        var spaces = manifests.All.Where(item => item is not V1Namespace).Select(item => item.Metadata.NamespaceProperty).Distinct(StringComparer.Ordinal).ToList();
        if (spaces is not [{ } space] || manifests.Find<V1Namespace>(space) is null)
            yield return $"the namespaces are {string.Join(", ", spaces)}";
    }
}
