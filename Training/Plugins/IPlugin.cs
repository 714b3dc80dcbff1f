namespace JointQP.Training.Plugins;

/// <summary>
/// The entry of a plug-in: an assembly that brings networks, tasks or data sets, and that a study names with <c>plugin: PATH.dll</c>. The
/// assembly has exactly one public class that implements this, with a constructor without parameters.
/// </summary>
/// <remarks>
/// A trial must give the same bits wherever and however often it is trained, so what a plug-in brings keeps three duties. Everything random
/// comes from the trial's seed and the step or epoch (<see cref="Randomness.SeededRandom"/>), never from the clock, the machine, or how much
/// was drawn before. What is carried from one step to the next is in networks and optimizers alone, because only they are in a checkpoint.
/// And nothing static is written to: a worker trains many trials, one after another.
/// </remarks>
public interface IPlugin
{
    /// <summary>Tells what the plug-in brings. Called once after it was loaded; it should not do anything else.</summary>
    void Register(PluginRegistry registry);
}
