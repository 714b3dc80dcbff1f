using System.Collections.Immutable;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Grains.Interfaces.Studies;

/// <summary>What a study's verdict is made of: from these alone it is made again, wherever they are.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Experiments">In the order of the spec.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudyOutcomes")]
public sealed record StudyOutcomes([property: Id(0)] string Study, [property: Id(1)] ImmutableArray<ExperimentTrials> Experiments)
{
    /// <summary>The verdict.</summary>
    public StudyVerdict Judge(VerdictRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Judge(Experiments.Select(request.Judge));
    }
}
