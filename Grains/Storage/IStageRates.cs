using JointQP.Studies.Rates;
using JointQP.Studies.Words;

namespace JointQP.Grains.Storage;

/// <summary>Keeps what stages took, for the estimates of plans. Nothing else depends on it, so that it may lose some and never throws.</summary>
public interface IStageRates
{
    /// <summary>A stage was committed. Returns at once.</summary>
    /// <param name="spec">The trial that led it.</param>
    /// <param name="to">One past its last step.</param>
    /// <param name="timing">What its time went to.</param>
    /// <param name="bytes">The size of the checkpoint at its end.</param>
    void Add(TrialSpec spec, long to, StageTiming timing, long bytes);
}
