namespace JointQP.Tests.Unit.Deploy;

/// <summary>The manifests of every overlay hold together, and a fault in them is found.</summary>
public sealed class ManifestTests
{
    [Theory]
    [InlineData("cpu")]
    [InlineData("gpu")]
    [InlineData("dev")]
    public void Overlay_HasNoProblem(string overlay) => Assert.Empty(Problems(Kubectl.Render(overlay)));

    [Fact]
    public void Overlays_AreAllTested() =>
        Assert.Equal(["cpu", "dev", "gpu"], Directory.GetDirectories(Kubectl.Overlays).Select(Path.GetFileName).Where(name => name != "mine").Order());

    [Theory]
    [InlineData("cpu", 3, 8)]
    [InlineData("gpu", 3, 4)]
    [InlineData("dev", 1, 2)]
    public void Overlay_SilosAndWorkers_AreAsMany(string overlay, int silos, int workers)
    {
        var all = Manifests.Read(Kubectl.Render(overlay)).Workloads.Where(workload => workload.Selector is not null).ToList();

        Assert.Equal(silos, all.Single(workload => workload.Program == Program.Silo).Replicas);
        Assert.Equal(workers, all.Single(workload => workload.Program == Program.Worker).Replicas);
        Assert.Single(all, workload => workload.Program == Program.Console);
    }

    [Fact]
    public void OwnOverlayOfTheReadme_LeavesPostgresOutAndHasNoProblem()
    {
        var folder = Directory.CreateTempSubdirectory("jointqp-overlay-");
        try
        {
            File.WriteAllText(
                Path.Combine(folder.FullName, "kustomization.yaml"),
                DeployReadme.OwnOverlay
                    .Replace("- ../../components", "- " + Path.GetRelativePath(folder.FullName, Path.Combine(Kubectl.Overlays, "..", "components")), StringComparison.Ordinal)
                    .Replace("- ../cpu", "- " + Path.GetRelativePath(folder.FullName, Path.Combine(Kubectl.Overlays, "cpu")), StringComparison.Ordinal));

            var rendered = Kubectl.RenderFolder(folder.FullName);

            Assert.Empty(Problems(rendered));
            Assert.DoesNotContain("Host=postgres;", rendered, StringComparison.Ordinal);
            Assert.DoesNotContain("image: postgres", rendered, StringComparison.Ordinal);
            Assert.Contains("storageClassName: nfs", rendered, StringComparison.Ordinal);
            Assert.Contains("replicas: 24", rendered, StringComparison.Ordinal);
            Assert.DoesNotContain("registry.example.com", rendered, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("terminationGracePeriodSeconds", "terminationGracePeriod")]
    [InlineData("readinessProbe:", "readynessProbe:")]
    [InlineData("mountPath: /cache", "mountpath: /cache")]
    [InlineData("replicas: 8", "replicas: eight")]
    public void Read_FieldOrValueThatIsNone_Throws(string right, string wrong)
    {
        var rendered = Kubectl.Render("cpu");

        Assert.Contains(right, rendered, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => Manifests.Read(rendered.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("    matchLabels:\n      app.kubernetes.io/component: worker\n", "    matchLabels:\n      app.kubernetes.io/component: silo\n", "worker: its selector means the pods of [silo]")]
    [InlineData("  selector:\n    app.kubernetes.io/component: silo\n", "  selector:\n    app.kubernetes.io/component: silos\n", "Service silo: its selector means the pods of 0 workloads")]
    [InlineData("          matchLabels:\n            app.kubernetes.io/component: silo\n        maxSkew", "          matchLabels:\n            app.kubernetes.io/component: worker\n        maxSkew", "silo: it is spread between other pods")]
    [InlineData("serviceName: postgres", "serviceName: database", "postgres: there is no Service database")]
    [InlineData("targetPort: gateway", "targetPort: gate", "Service silo: 30000 leads to port gate")]
    [InlineData("port: 30000", "port: 3000", "Service silo: 3000 leads to port gateway")]
    [InlineData("- containerPort: 30000", "- containerPort: 30001", "silo: the silo's gateway port is 30000, not 30001")]
    [InlineData("    - port: gateway", "    - port: gates", "NetworkPolicy silo: there is no port gates")]
    [InlineData("          - migrate", "          - migration", "NetworkPolicy postgres: it lets migration in, which there is not")]
    [InlineData("  podSelector:\n    matchLabels:\n      app.kubernetes.io/component: postgres", "  podSelector:\n    matchLabels:\n      app.kubernetes.io/component: pg", "NetworkPolicy postgres: it means no pods")]
    [InlineData("maxUnavailable: 1\n  selector", "minAvailable: 3\n  selector", "PodDisruptionBudget silo: no node of silo can be drained")]
    [InlineData("maxUnavailable: 1\n  selector", "maxUnavailable: 3\n  selector", "PodDisruptionBudget silo: all of silo may go at once")]
    [InlineData("maxUnavailable: 1\n  selector:\n    matchLabels:\n      app.kubernetes.io/component: silo", "maxUnavailable: 1\n  selector:\n    matchLabels:\n      app.kubernetes.io/component: worker", "silo: it has no PodDisruptionBudget")]
    [InlineData("path: /healthz/ready", "path: /ready", "silo: nothing answers probes at /ready")]
    [InlineData("            port: http\n", "            port: gateway\n", "silo: nothing answers probes at /healthz/live on gateway")]
    [InlineData("timeoutSeconds: 7", "timeoutSeconds: 5", "silo: its readiness probe ends before")]
    [InlineData("find /tmp/health ", "find /tmp/healthy ", "worker: a probe looks at another file")]
    [InlineData("startupProbe:\n          exec:\n            command:\n            - test", "readinessProbe:\n          exec:\n            command:\n            - test", "worker: it has no probe of its start")]
    public void Wiring_Broken_IsFound(string right, string wrong, string expected) => Found(right, wrong, expected);

    [Theory]
    [InlineData("runAsNonRoot: true", "runAsNonRoot: false", "it may run as root")]
    [InlineData("runAsUser: 999", "runAsUser: 0", "postgres: it may run as root")]
    [InlineData("type: RuntimeDefault", "type: Unconfined", "it may run as root or without seccomp")]
    [InlineData("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "its container has more rights")]
    [InlineData("- ALL", "- NET_RAW", "its container has more rights")]
    [InlineData("serviceAccountName: jointqp", "serviceAccountName: other", "it has a token, or no account")]
    [InlineData("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", "its container has more rights")]
    [InlineData("automountServiceAccountToken: false\n      containers", "automountServiceAccountToken: true\n      containers", "it has a token, or no account")]
    [InlineData("enableServiceLinks: false", "enableServiceLinks: true", "Services become variables")]
    [InlineData("mountPath: /cache\n          name: cache", "mountPath: /cache\n          name: caches", "worker: there is no volume caches")]
    [InlineData("mountPath: /cache\n          name: cache", "mountPath: /cache\n          name: data", "worker: the volume cache is not mounted")]
    [InlineData("claimName: data", "claimName: date", "there is no claim date")]
    [InlineData("value: /tmp/health", "value: /var/health", "worker: JOINTQP_HEALTH_FILE lies in no volume")]
    [InlineData("JOINTQP_DATA: /data", "JOINTQP_DATA: /tmp", "its data directory is not the shared volume")]
    [InlineData("sizeLimit: 5Gi", "sizeLimit: 4Gi", "worker: its copies of checkpoints, 4096 MiB, outgrow")]
    [InlineData("terminationGracePeriodSeconds: 45", "terminationGracePeriodSeconds: 30", "silo: it takes up to 30 s to stop, and is killed after 30")]
    [InlineData("value: \"20\"", "value: \"29\"", "worker: it takes up to 30 s to stop, and is killed after 30")]
    [InlineData("            cpu: \"1\"", "            nvidia.com/gpu: 1", "worker: it asks for no processor")]
    [InlineData("memory: 512Mi", "memory: 3Gi", "silo: it asks for more memory than it may have")]
    [InlineData("/app/Worker/release/", "/app/Worker/debug/", "worker: the image has no /app/Worker/debug/JointQP.Worker.dll")]
    [InlineData("jointqp:0.1.0\n        livenessProbe", "jointqp:0.2.0\n        livenessProbe", "the images differ, or have no version")]
    [InlineData("- name: JOINTQP_GRACE\n          value: \"20\"", "- name: JOINTQP_DEVICE\n          value: cuda:0", "worker: device cuda:0, image")]
    [InlineData("namespace: jointqp\nspec:\n  maxUnavailable", "namespace: default\nspec:\n  maxUnavailable", "the namespaces are")]
    public void Pod_Broken_IsFound(string right, string wrong, string expected) => Found(right, wrong, expected);

    [Theory]
    [InlineData("name: JOINTQP_SLOT", "name: JOINTQP_SLOTS", "worker: the Worker reads no JOINTQP_SLOTS")]
    [InlineData("name: JOINTQP_ADDRESS", "name: JOINTQP_DEVICE", "silo: the Silo reads no JOINTQP_DEVICE")]
    [InlineData("name: XDG_CONFIG_HOME", "name: JOINTQP_SLOT", "console: the Console reads no JOINTQP_SLOT")]
    [InlineData("JOINTQP_CLUSTER: jointqp", "JOINTQP_NAME: jointqp", "silo: the Silo reads no JOINTQP_NAME")]
    [InlineData("  JOINTQP_DATA: /data\n", "", "console: JOINTQP_DATA is not set")]
    [InlineData("fieldPath: status.podIP", "fieldPath: status.hostIP", "silo: JOINTQP_ADDRESS is not status.podIP")]
    [InlineData("kind: ConfigMap\nmetadata:\n  labels:\n    app.kubernetes.io/part-of: jointqp\n  name: ", "kind: ConfigMap\nmetadata:\n  labels:\n    app.kubernetes.io/part-of: jointqp\n  name: a-", "there is no ConfigMap cluster-")]
    [InlineData("secretRef:\n            name: database", "secretRef:\n            name: data", "there is no Secret data, and README.md makes none")]
    [InlineData("key: PGPASSWORD", "key: password", "postgres: there is no password in a Secret database")]
    [InlineData("Host=postgres;", "Host=postgresql;", "there is no Service postgresql of the database")]
    [InlineData("Username=jointqp;", "Username=joint;", "the server has another user or database")]
    [InlineData("        - secretRef:\n            name: database\n", "", "it has no PGPASSWORD")]
    public void Setting_Broken_IsFound(string right, string wrong, string expected) => Found(right, wrong, expected);

    private static void Found(string right, string wrong, string expected)
    {
        var rendered = Kubectl.Render("cpu");

        Assert.Contains(right, rendered, StringComparison.Ordinal);
        var problems = Problems(rendered.Replace(right, wrong, StringComparison.Ordinal));
        Assert.True(problems.Any(problem => problem.Contains(expected, StringComparison.Ordinal)), string.Join('\n', problems));
    }

    private static List<string> Problems(string rendered)
    {
        var manifests = Manifests.Read(rendered);
        return [.. WiringProblems.Of(manifests), .. PodProblems.Of(manifests), .. SettingProblems.Of(manifests)];
    }
}
