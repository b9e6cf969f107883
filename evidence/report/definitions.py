"""How each figure is worked out: the methods appendix, word for word the same in every report."""

from __future__ import annotations

DEFINITIONS: tuple[tuple[str, str], ...] = (
    (
        "Score",
        "The propensity score: each person's chance of being in the service, by logistic "
        "regression fitted to 1e-12, factor levels against the first level in sorted order.",
    ),
    (
        "Caliper",
        "0.2 times the standard deviation of the score on the probability scale over the whole "
        "sample (divisor n − 1), unless the protocol sets another multiple.",
    ),
    (
        "Nearest",
        "Greedy one-to-one matching: those who took part in order of descending score, each with "
        "the nearest free member of the pool within the caliper; ties go to the lower row.",
    ),
    (
        "Radius",
        "Every pool member within the caliper, with weight 1/k for each of those who took part; "
        "people without any are dropped and counted.",
    ),
    (
        "Standardised difference",
        "(Weighted mean of those who took part − weighted mean of the comparison group) divided "
        "by the root of (variance of those who took part + variance of the pool)/2, with the "
        "variances before matching.",
    ),
    (
        "Test",
        "Weighted means, Kish's effective number of people, Welch's degrees of freedom and a t "
        "interval at 95%. Where weights come from the score of the same people, or balance them "
        "(inverse-probability, overlap, entropy), the error counts that they were estimated "
        "(Lunceford and Davidian, 2004). A p-value of exactly .05 counts as significant.",
    ),
    ("Time to first", "Days to the first proven reoffence, among those who reoffended."),
    (
        "Proven reoffence",
        "An offence in the follow-up period that led to a conviction or caution in it, or in a "
        "further waiting period.",
    ),
    (
        "More people needed",
        "If difference and spread stayed as they are and both groups grew alike: how many more "
        "would have to take part before the difference is significant.",
    ),
    (
        "Days without a reoffence",
        "The restricted mean: area under the Kaplan–Meier curve up to the end of follow-up "
        "(Royston and Parmar, 2013); it counts everybody, not only those who reoffended.",
    ),
    (
        "Pace of reoffending",
        "The hazard ratio of a weighted Cox model with ties by Efron (1977) and the robust "
        "variance of Lin and Wei (1989).",
    ),
    (
        "Reoffences in a year at risk",
        "The rate ratio of a negative-binomial model with time at risk (Lawless, 1987), weighted "
        "as the groups are. Where the study has a table of custody, days in custody are taken out: "
        "from the first day to the day before release, each day once. A year has 365 days.",
    ),
    (
        "E-value",
        "How strongly something that was not recorded would have to be linked with both taking "
        "part and reoffending to explain the difference away (VanderWeele and Ding, 2017).",
    ),
    (
        "Several outcomes",
        "One outcome is primary; p-values of the others are adjusted by Holm (1979).",
    ),
    (
        "Hidden numbers",
        "Counts of 1 to 4 people are hidden as [c], and others from which they would follow.",
    ),
)
