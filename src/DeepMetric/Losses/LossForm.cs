namespace DeepMetric.Losses;

/// <summary>The forms in which the contrastive and the triplet loss are in use.</summary>
public enum LossForm
{
    /// <summary>The public code of arXiv 2510.02161: contrastive d² and max(0, 1 − d)², triplet max(0, d_ap − d_an + 1); mean over all valid terms.</summary>
    AuthorCode,

    /// <summary>The text of arXiv 2510.02161: the same contrastive loss, triplet on squared distances; mean over all valid terms.</summary>
    Paper,

    /// <summary>PyTorch Metric Learning 2.8: unsquared distances, margins 0, 1 and 0.05, each side averaged over its non-zero terms.</summary>
    Pml,
}
