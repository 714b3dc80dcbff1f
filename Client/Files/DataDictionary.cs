namespace JointQP.Client.Files;

/// <summary>What the files of an export hold, for whoever finds them later.</summary>
internal static class DataDictionary
{
    /// <summary>Its name in the folder.</summary>
    public const string FileName = "README.md";

    /// <summary>The text.</summary>
    public static string Of(string study, string version) =>
        $"""
        # Export of study {study}

        Written by jointqp {version}. Numbers are written so that reading them gives the same bits; an empty field is "none"; shares such as accuracy lie in [0, 1].

        | file | holds |
        | --- | --- |
        | study.yaml, study-2.yaml, … | the spec as it was launched, and those that it was extended with |
        | trials.csv, trials.parquet | a row for each trial |
        | metrics.csv, metrics.parquet | a row for each value that a trial measured; values of stages that trials share stand with each of them |
        | contrasts.csv, contrasts.parquet | a row for each contrast and each pair of orders of the verdict |
        | layers.csv, layers.parquet | what trials measured at the places of their network where operators settled: means over seeds of what metrics has |
        | verdict.json | the whole verdict, as `jointqp study analyze -o json` prints it |
        | outcomes.json | what the verdict is made of: `jointqp study analyze --from FOLDER` makes it again, without a cluster |

        CSV and Parquet hold the same rows, and which of them there are is what the export was asked for (`--format`). In Parquet index, seed, stage, step, pairs, unpaired, look, lookSeeds, moment
        and trials are whole numbers of 64 bits, metrics, differences and p-values floating-point ones of 64 bits, and all else is text; "none" is null, and not a number stays that.

        ## trials

        | column | meaning |
        | --- | --- |
        | study, experiment, index | which trial: its index in the study's plan |
        | schedule | the schedule's label |
        | seed | decides initial weights and the order of the data |
        | status | of its furthest stage: `committed` when it is done |
        | key | SHA-256 over all that decides its result |
        | stateHash | SHA-256 over its final weights and the state of its operators |
        | reason | why it failed or was stopped |
        | test/…, bytes/… | its final metrics: on test data, and bytes of the stored weights and of the features of one sample |

        ## metrics

        | column | meaning |
        | --- | --- |
        | experiment, index, schedule, seed | which trial |
        | stage | the position of the stage in the trial's path |
        | step | training steps done, counted from 1 |
        | name, value | such as `train/loss`, `validation/accuracy` |

        ## contrasts

        | column | meaning |
        | --- | --- |
        | experiment, metric, operators | whose orders are compared, and by what |
        | family | `primary`: what verdicts go by, "first before second minus after it"; `secondary`: pairs of orderings, first minus second |
        | pairs, unpaired | seeds that both have finished, and seeds that only one has |
        | mean, deviation, low, high | of the differences in the metric's unit, with the 95 % interval by Student's t |
        | signFlipP, adjustedP | two-sided p-value of the sign-flip permutation test, and after Holm in its family; of the comparison that decides how many seeds there are, over its looks |
        | tTestP, wilcoxonP | of the paired t test and of Wilcoxon's signed ranks |
        | cohenDz, hedgesGz | standardized effects |
        | margin, equivalenceP | differences below the margin are of no account; p-value of two one-sided tests that it is smaller |
        | finding | `difference`, `noDifference` (equivalence is shown), `undecided`, `notFinite`, `nothing` |
        | look, lookSeeds | of the comparison that decides how many seeds there are, none for any other: its last look, counted from 1, and the seeds that were done by then |
        | lookLevel, spentLevel | the level of that look, and of all looks so far together |
        | repeatedLow, repeatedHigh | the interval of the mean at level 1 - 2 lookLevel; over all looks together its level is about 0.9 |
        | adjustedEquivalenceP | equivalenceP after Holm in its family; of the comparison that decides how many seeds there are, over its looks |

        ## layers

        x is the tensor that a place's operators act on in the step in which one of them settles: a weight as it is stored, or a window of feature maps. P and Q are tried on it
        anew in both orders: Q(P(x)) with the mask by x and decimal bits by what is left, P(Q(x)) with decimal bits by x and the mask by Q(x).

        | column | meaning |
        | --- | --- |
        | experiment, schedule, ordering | under which schedule |
        | site, moment | the place, and whether its first operator has settled (1) or both (2, or 1 where they settle together) |
        | trials | over how many the means are |
        | commutator | norm of Q(P(x)) - P(Q(x)) over that of x |
        | mask-overlap | share of what the mask of one order keeps that the other's keeps too |
        | decimal-bits, decimal-bits-pruned | chosen by x, and by P(x) |
        | quantization-error | norm of Q(x) - x over that of x |
        | pruned-energy | squared norm of x - P(x) over that of x |
        | quantized-zeros, zeros-pruned | share of elements that Q makes zeros of, and share of these that P prunes |

        """;
}
