using System.Globalization;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;

namespace Kubrick.Uploads.Sessions;

/// <summary>Compares the parts that a client named with the stored ones, so that the client can correct its request.</summary>
internal static class PartCheck
{
    private const int MaxNumbersShown = 20;

    /// <summary>The faults of the parts; empty if they complete the upload.</summary>
    /// <param name="named">The parts that the client named, in any order.</param>
    /// <param name="stored">The parts in the storage.</param>
    /// <param name="fileSize">The size of the whole file in bytes.</param>
    /// <param name="upload">The upload.</param>
    public static IReadOnlyList<FieldError> Compare(
        IReadOnlyList<UploadedPart> named, IReadOnlyList<UploadedPart> stored, long fileSize, OpenUpload upload)
    {
        var total = PartSizes.Count(fileSize, upload.Session.PartSize);
        var storedByNumber = stored.ToDictionary(part => part.PartNumber);
        var errors = new List<FieldError>();

        var doubled = named.GroupBy(part => part.PartNumber).Where(group => group.Skip(1).Any()).Select(group => group.Key);
        Report(errors, "/parts", doubled, numbers => $"named more than once: {numbers}. Name each part once.");

        var outside = named.Select(part => part.PartNumber).Where(number => number > total);
        Report(errors, "/parts", outside, numbers => $"unknown: {numbers}. This upload has parts 1 to {total}.");

        var numbersNamed = named.Select(part => part.PartNumber).ToHashSet();
        Report(errors, "/parts", Enumerable.Range(1, total).Where(number => !numbersNamed.Contains(number)), numbers => $"missing: {numbers}. Name all {total}.");

        var absent = named.Select(part => part.PartNumber).Where(number => number <= total && !storedByNumber.ContainsKey(number));
        Report(errors, "/parts", absent, numbers => $"not stored: {numbers}. Send them again.");

        for (var i = 0; i < named.Count; i++)
        {
            if (storedByNumber.TryGetValue(named[i].PartNumber, out var part) && part.ETag != named[i].ETag)
            {
                var pointer = FormattableString.Invariant($"/parts/{i}/etag");
                errors.Add(new(new ErrorSource(pointer), $"The ETag of part {part.PartNumber} is not the stored one. Send the part again."));
            }
        }

        if (errors.Count == 0 && upload.IsOpenEnded)
        {
            var partSize = upload.Session.PartSize;
            var odd = named.Select(part => part.PartNumber).Where(number => number < total && storedByNumber[number].Length != partSize);
            Report(errors, "/parts", odd, numbers => $"of another size: {numbers}. Every part but the last has {partSize} bytes.");
        }

        if (errors.Count == 0 && named.Sum(part => storedByNumber[part.PartNumber].Length ?? 0) is var bytes && bytes != fileSize)
        {
            errors.Add(new(new ErrorSource("/parts"), $"The parts have {bytes} bytes together, but {fileSize} were declared."));
        }

        return errors;
    }

    /// <summary>The fault of an upload whose parts have no ETags; empty if all of its bytes are stored.</summary>
    /// <param name="received">The number of stored bytes.</param>
    /// <param name="fileSize">The declared size of the whole file in bytes.</param>
    public static IReadOnlyList<FieldError> CompareBytes(long received, long fileSize) => received == fileSize
        ? []
        : [new(new ErrorSource("/parts"), $"The storage has {received} bytes, but {fileSize} were declared. Send the rest.")];

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
        var text = string.Join(", ", numbers.Take(MaxNumbersShown).Select(number => number.ToString(CultureInfo.InvariantCulture)));
        return numbers.Length <= MaxNumbersShown ? text : $"{text} and {numbers.Length - MaxNumbersShown} more";
    }
}
