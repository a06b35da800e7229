using System.Globalization;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Metadata;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Primitives;

namespace Kubrick.Recordings.Listing;

/// <summary>Reads the parameters of a list request, and collects one error per invalid parameter.</summary>
internal sealed class RecordingQueryReader
{
    private const int MaxTextLength = 200;
    private const int MaxMetadataFilters = 10;
    private const string MetadataPrefix = "filter[metadata.";

    private readonly List<FieldError> errors = [];
    private readonly List<KeyValuePair<string, string>> metadata = [];
    private RecordingQuery query = new();

    /// <summary>The query; 422 where a parameter is invalid.</summary>
    public static Result<RecordingQuery> Read(IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        var reader = new RecordingQueryReader();
        foreach (var (name, values) in parameters)
        {
            reader.Take(name, values);
        }

        return reader.errors.Count == 0 ? reader.query with { Metadata = reader.metadata } : ApiErrors.Validation(reader.errors);
    }

    private void Take(string name, StringValues values)
    {
        var isKnownFamily = name == "sort" || name.StartsWith("filter", StringComparison.Ordinal) || name.StartsWith("page", StringComparison.Ordinal);
        if (!isKnownFamily)
        {
            // Other parameters (a cache-buster, a campaign) do not concern the list.
            return;
        }

        if (values.Count != 1)
        {
            Fail(name, $"'{name}' may be given once.");
            return;
        }

        var value = values[0] ?? "";
        if (value.Length > MaxTextLength || !value.AsSpan().IsStorable())
        {
            Fail(name, $"'{name}' may have at most {MaxTextLength} characters of valid Unicode.");
            return;
        }

        query = name switch
        {
            "filter[recorderName]" => query with { RecorderName = value.Length == 0 ? null : value },
            "filter[search]" => query with { Search = Search(name, value) },
            "filter[status]" => query with { Status = Status(name, value) },
            "filter[from]" => query with { From = Instant(name, value, endOfDay: false) },
            "filter[to]" => query with { Before = Instant(name, value, endOfDay: true) },
            "sort" => query with { Sort = Sort(name, value) },
            "page[number]" => query with { Page = query.Page with { Number = Whole(name, value, PageRequest.MaxNumber, clamp: false) } },
            "page[size]" => query with { Page = query.Page with { Size = Whole(name, value, PageRequest.MaxSize, clamp: true) } },
            _ when name.StartsWith(MetadataPrefix, StringComparison.Ordinal) && name.EndsWith(']') => TakeMetadata(name, value),
            _ => Unknown(name),
        };
    }

    private RecordingQuery TakeMetadata(string name, string value)
    {
        var key = name[MetadataPrefix.Length..^1];
        if (key.Length is 0 or > MetadataReader.MaxKeyLength || metadata.Count >= MaxMetadataFilters)
        {
            Fail(name, $"A metadata key has from 1 to {MetadataReader.MaxKeyLength} characters, and at most {MaxMetadataFilters} filters are allowed.");
        }
        else
        {
            metadata.Add(new(key, value));
        }

        return query;
    }

    private RecordingQuery Unknown(string name)
    {
        // A list that ignored a filter would look as if everything matched.
        Fail(name, $"'{(name.Length <= 60 ? name : name[..60] + "…")}' is not known.");
        return query;
    }

    private SearchTerms? Search(string name, string value)
    {
        var terms = SearchTerms.Read(value);
        if (terms is not null && terms.Words.Count + terms.Fields.Count > SearchTerms.MaxTerms)
        {
            Fail(name, $"'{name}' may have at most {SearchTerms.MaxTerms} words.");
        }

        return terms;
    }

    private RecordingStatus? Status(string name, string value)
    {
        var status = WireNames<RecordingStatus>.Find(value);
        if (status is null)
        {
            Fail(name, $"'{name}' must be one of {WireNames<RecordingStatus>.All}.");
        }

        return status;
    }

    private RecordingSort Sort(string name, string value)
    {
        var sort = RecordingSort.Find(value);
        if (sort is null)
        {
            Fail(name, $"'{name}' must be one of {RecordingSort.All}, with '-' before it for descending.");
        }

        return sort ?? RecordingSort.Default;
    }

    // A date without a time means the whole day in UTC, including its end.
    private DateTimeOffset? Instant(string name, string value, bool endOfDay)
    {
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue)
        {
            return new DateTimeOffset((endOfDay ? day.AddDays(1) : day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        }

        // The plus of a time zone arrives as a space where the client did not encode it.
        var isInstant = value.Contains('T', StringComparison.Ordinal)
            & DateTimeOffset.TryParse(value.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant);
        if (isInstant && instant < DateTimeOffset.MaxValue.AddDays(-1))
        {
            return endOfDay ? instant.AddMilliseconds(1) : instant;
        }

        Fail(name, $"'{name}' must be a date or a time in ISO 8601, such as 2026-01-31 or 2026-01-31T12:00:00Z.");
        return null;
    }

    private int Whole(string name, string value, int max, bool clamp)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && (clamp || number <= max))
        {
            return Math.Min(number, max);
        }

        if (clamp && number == 0 && value.AsSpan().TrimStart('0') is { Length: > 9 } large && !large.ContainsAnyExceptInRange('0', '9'))
        {
            return max;
        }

        Fail(name, $"'{name}' must be a whole number from 1 to {max}.");
        return 1;
    }

    private void Fail(string name, string detail) =>
        errors.Add(new FieldError(new ErrorSource(Parameter: name.Length <= 300 ? name : name[..300]), detail));
}
