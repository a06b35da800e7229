using Kubrick.Recordings.Folding;

namespace Kubrick.Recordings.Documents;

/// <summary>Folds texts for lists: a part of a text folds to a part of the folded text.</summary>
internal static class FoldedText
{
    /// <summary>For the search: without regard to case and accents.</summary>
    public static string Of(string text) => CaseFolding.WithoutAccents.Fold(text);

    /// <summary>For names and orders: without regard to case.</summary>
    public static string OfName(string text) => CaseFolding.WithAccents.Fold(text);
}
