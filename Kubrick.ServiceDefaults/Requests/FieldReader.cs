using System.Globalization;
using System.Text.Json;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.ServiceDefaults.Requests;

/// <summary>
/// Reads the fields of one JSON object and collects their errors with JSON pointers, so that a client sees all errors at once. A missing or null field is null; a field that
/// violates a rule is null and adds an error.
/// </summary>
public sealed class FieldReader
{
    private readonly JsonElement? source;
    private readonly string pointer;
    private readonly List<FieldError> errors;

    internal FieldReader(JsonElement? source, string pointer, List<FieldError> errors)
    {
        this.source = source;
        this.pointer = pointer;
        this.errors = errors;
    }

    /// <summary>The errors found so far, in this object and in the objects read from it.</summary>
    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>Whether the object has the field, even if null.</summary>
    public bool Has(string name) => source is { } element && element.TryGetProperty(name, out _);

    /// <summary>Whether the object has the field and it is null.</summary>
    public bool IsNull(string name) => source is { } element && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>The object in a field. When it is missing or not an object, its fields read as missing; with <paramref name="required"/> that is an error.</summary>
    public FieldReader Object(string name, bool required = true)
    {
        var value = Value(name);
        if (value is { ValueKind: JsonValueKind.Object })
        {
            return new FieldReader(value, Pointer(name), errors);
        }

        if (value is not null || required)
        {
            Add(name, value is null ? $"'{name}' is required." : $"'{name}' must be an object.");
        }

        return new FieldReader(null, Pointer(name), errors);
    }

    /// <summary>The objects of an array; an item that is no object adds an error, and its fields read as missing. A field that is no array has no objects.</summary>
    public IEnumerable<FieldReader> Objects(string name)
    {
        if (Value(name) is not { ValueKind: JsonValueKind.Array } array)
        {
            yield break;
        }

        foreach (var (index, item) in array.EnumerateArray().Index())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{Pointer(name)}/{index}");
            if (item.ValueKind != JsonValueKind.Object)
            {
                errors.Add(new FieldError(new ErrorSource(Pointer: at), $"An item of '{name}' must be an object."));
            }

            yield return new FieldReader(item.ValueKind == JsonValueKind.Object ? item : null, at, errors);
        }
    }

    /// <summary>Any value.</summary>
    public JsonElement? Value(string name) =>
        source is { } element && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A string of at most <paramref name="maxLength"/> UTF-16 units.</summary>
    public string? String(string name, int maxLength)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return Fail(name, $"'{name}' must be a string.");
        }

        string? text;
        try
        {
            text = value.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, or bytes that are not UTF-8: the text could not be stored and returned unchanged.
            return Fail(name, $"'{name}' contains invalid Unicode.");
        }

        return text!.Length <= maxLength ? text : Fail(name, $"'{name}' may have at most {maxLength} characters; it has {text.Length}.");
    }

    /// <summary>A required string with more than white space.</summary>
    public string? RequiredString(string name, int maxLength)
    {
        var before = errors.Count;
        var text = String(name, maxLength);
        return errors.Count == before && string.IsNullOrWhiteSpace(text) ? Fail(name, $"'{name}' is required.") : text;
    }

    /// <summary>One of a few strings.</summary>
    public string? Choice(string name, IReadOnlyCollection<string> allowed)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        var text = String(name, 100);
        return text is null || allowed.Contains(text) ? text : Fail(name, $"'{name}' must be one of {string.Join(", ", allowed)}.");
    }

    /// <summary>A whole number.</summary>
    public long? Integer(string name, long min, long max)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max)
        {
            return number;
        }

        Add(name, string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a whole number from {min} to {max}."));
        return null;
    }

    /// <summary>A finite number.</summary>
    public double? Number(string name, double min, double max)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) && number >= min && number <= max)
        {
            return number;
        }

        Add(name, string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a number from {min} to {max}."));
        return null;
    }

    /// <summary>A point in time, in ISO 8601 with its offset.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var instant))
        {
            return instant;
        }

        Add(name, $"'{name}' must be a time in ISO 8601, such as 2026-01-31T12:00:00Z.");
        return null;
    }

    /// <summary>Adds an error to a field of this object.</summary>
    public void Add(string name, string detail) => errors.Add(new FieldError(new ErrorSource(Pointer: Pointer(name)), detail));

    /// <summary>The response with all errors: 422 <c>VALIDATION_ERROR</c>.</summary>
    public ApiErrorResult ToResult() => ApiErrors.Validation(errors);

    private string? Fail(string name, string detail)
    {
        Add(name, detail);
        return null;
    }

    // RFC 6901, clause 3.
    private string Pointer(string name) => $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}
