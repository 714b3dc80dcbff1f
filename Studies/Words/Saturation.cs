using Orleans;

namespace JointQP.Studies.Words;

/// <summary>
/// The quantiles that values are clipped to before the search for decimal bits, which a few outliers otherwise decide (paper, saturated
/// quantization: 0.0001 and 0.9999 for the features of GANs). Only the search sees the clipped values.
/// </summary>
/// <param name="Lower">q_l in [0, 1); 0 clips nothing below.</param>
/// <param name="Upper">q_u in (q_l, 1]; 1 clips nothing above.</param>
[GenerateSerializer, Immutable, Alias("JointQP.Saturation")]
public sealed record Saturation([property: Id(0)] double Lower, [property: Id(1)] double Upper);
