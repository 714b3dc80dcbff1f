using JointQP.Training.Tasks.Classification;

namespace JointQP.Training.Tasks;

/// <summary>The kinds of problem a spec may name.</summary>
public static class TaskCatalog
{
    private static readonly Catalog<ITrainingTask> Tasks = new(
        "task",
        ("classification", new ClassificationTask()));

    /// <summary>Their names, sorted.</summary>
    public static IReadOnlyList<string> Names => Tasks.Names;

    /// <summary>The task of that name.</summary>
    /// <exception cref="EngineException">No task has that name.</exception>
    internal static ITrainingTask Find(string name) => Tasks.Find(name);
}
