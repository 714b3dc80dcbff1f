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
        | verdict.json | the whole verdict, as `jointqp study analyze -o json` prints it |
        | outcomes.json | what the verdict is made of: `jointqp study analyze --from FOLDER` makes it again, without a cluster |

        CSV and Parquet hold the same rows, and which of them there are is what the export was asked for (`--format`). In Parquet index, seed, stage, step, pairs and unpaired
        are whole numbers of 64 bits, metrics, differences and p-values floating-point ones of 64 bits, and all else is text; "none" is null, and not a number stays that.

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
        | signFlipP, adjustedP | two-sided p-value of the sign-flip permutation test, and after Holm in its family |
        | tTestP, wilcoxonP | of the paired t test and of Wilcoxon's signed ranks |
        | cohenDz, hedgesGz | standardized effects |
        | margin, equivalenceP | differences below the margin are of no account; p-value of two one-sided tests that it is smaller |
        | finding | `difference`, `noDifference` (equivalence is shown), `undecided`, `notFinite`, `nothing` |

        """;
}
