using System.Globalization;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;

namespace Kubrick.Uploads.Sessions;

/// <summary>Compares the parts that a client names with those that the storage holds, so that a client learns what to mend.</summary>
internal static class PartCheck
{
    private const int MostNumbersNamed = 20;

    /// <summary>What is wrong with the parts; nothing where the upload can be completed with them.</summary>
    /// <param name="claimed">As the client named them, in any order.</param>
    /// <param name="stored">What the storage holds.</param>
    /// <param name="total">How many parts the upload has.</param>
    /// <param name="fileSize">The declared size of the whole file in bytes.</param>
    public static IReadOnlyList<FieldError> Compare(IReadOnlyList<UploadedPart> claimed, IReadOnlyList<UploadedPart> stored, int total, long fileSize)
    {
        var held = stored.ToDictionary(part => part.PartNumber);
        var errors = new List<FieldError>();

        var doubled = claimed.GroupBy(part => part.PartNumber).Where(group => group.Skip(1).Any()).Select(group => group.Key);
        Report(errors, "/parts", doubled, numbers => $"named more than once: {numbers}. Name each part once.");

        var outside = claimed.Select(part => part.PartNumber).Where(number => number > total);
        Report(errors, "/parts", outside, numbers => $"unknown: {numbers}. This upload has parts 1 to {total}.");

        var named = claimed.Select(part => part.PartNumber).ToHashSet();
        Report(errors, "/parts", Enumerable.Range(1, total).Where(number => !named.Contains(number)), numbers => $"missing: {numbers}. Name all {total}.");

        var absent = claimed.Select(part => part.PartNumber).Where(number => number <= total && !held.ContainsKey(number));
        Report(errors, "/parts", absent, numbers => $"not stored: {numbers}. Send them again.");

        for (var i = 0; i < claimed.Count; i++)
        {
            if (held.TryGetValue(claimed[i].PartNumber, out var part) && part.ETag != claimed[i].ETag)
            {
                var pointer = FormattableString.Invariant($"/parts/{i}/etag");
                errors.Add(new(new ErrorSource(pointer), $"The ETag of part {part.PartNumber} is not the stored one. Send the part again."));
            }
        }

        if (errors.Count == 0 && claimed.Sum(part => held[part.PartNumber].Length ?? 0) is var bytes && bytes != fileSize)
        {
            errors.Add(new(new ErrorSource("/parts"), $"The parts have {bytes} bytes together, but {fileSize} were declared."));
        }

        return errors;
    }

    private static void Report(List<FieldError> errors, string pointer, IEnumerable<int> numbers, Func<string, string> sentence)
    {
        int[] sorted = [.. numbers.Distinct().Order()];
        if (sorted.Length > 0)
        {
            errors.Add(new(new ErrorSource(pointer), "Parts " + sentence(Name(sorted))));
        }
    }

    private static string Name(int[] numbers)
    {
        var text = string.Join(", ", numbers.Take(MostNumbersNamed).Select(number => number.ToString(CultureInfo.InvariantCulture)));
        return numbers.Length <= MostNumbersNamed ? text : $"{text} and {numbers.Length - MostNumbersNamed} more";
    }
}
