using System.Text;
using System.Text.Json;
using CallCenter.Ari.Models;

namespace CallCenter.Ari;

/// <summary>One REST request being put together by the generated methods.</summary>
internal sealed class AriRequest(HttpMethod method, string path)
{
    private readonly StringBuilder _query = new();
    private int[] _goneOn = [];

    public HttpMethod Method => method;

    /// <summary>Method and path for messages; the query may hold values that do not belong in a log.</summary>
    public string Name => $"{method} /{path}";

    public string Address => path + _query;

    public byte[]? Json { get; private set; }

    /// <summary>An id as one segment of a path. Dots alone would climb to another resource, an empty id would act on the whole collection.</summary>
    public static string Segment(string id) =>
        id is null or "" or "." or ".."
            ? throw new ArgumentException("An ARI id must not be empty or dots.", nameof(id))
            : Uri.EscapeDataString(id);

    public AriRequest Query(string name, string? value)
    {
        if (value is not null)
        {
            _query.Append(_query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    public AriRequest Query(string name, bool? value) => Query(name, value is { } known ? (known ? "true" : "false") : null);

    public AriRequest Query(string name, int? value) => Query(name, value?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public AriRequest Query(string name, long? value) => Query(name, value?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public AriRequest Query(string name, IReadOnlyList<string>? values) => Query(name, values is null ? null : string.Join(',', values));

    public AriRequest Query<TEnum>(string name, TEnum value)
        where TEnum : struct, Enum => Query(name, AriEnum<TEnum>.ToWire(value));

    public AriRequest Query<TEnum>(string name, TEnum? value)
        where TEnum : struct, Enum => Query(name, value is { } known ? AriEnum<TEnum>.ToWire(known) : null);

    public AriRequest Query<TEnum>(string name, IReadOnlyList<TEnum>? values)
        where TEnum : struct, Enum => Query(name, values?.Select(AriEnum<TEnum>.ToWire).ToList());

    public AriRequest Body(string name, IReadOnlyDictionary<string, string>? values)
    {
        if (values is { Count: > 0 })
        {
            Json = Write(json =>
            {
                json.WriteStartObject();
                json.WriteStartObject(name);
                foreach (var (key, value) in values)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            });
        }

        return this;
    }

    public AriRequest Body(string name, IReadOnlyList<ConfigTuple>? fields)
    {
        Json = Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray(name);
            foreach (var field in fields ?? [])
            {
                JsonSerializer.Serialize(json, field, AriJson.Default.ConfigTuple);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        return this;
    }

    /// <summary>The filter is the body itself; the schema's name for it is not on the wire.</summary>
    public AriRequest Body(string name, EventFilter? filter)
    {
        _ = name;
        Json = Write(json => (filter ?? new EventFilter()).Write(json));
        return this;
    }

    /// <summary>Statuses beside 404 by which this request says that what it acts on has left.</summary>
    public AriRequest GoneOn(params int[] statuses)
    {
        _goneOn = statuses;
        return this;
    }

    /// <summary>
    /// Asterisk uses 409 both for "left Stasis" and for clashes, and 400 for a channel that is no longer there to be put into a bridge;
    /// only the words differ.
    /// </summary>
    public bool MeansGone(int status, string message)
    {
        return status switch
        {
            404 => true,
            _ when !_goneOn.Contains(status) => false,
            400 => Says("not found"),
            _ => !Says("already") && !Says("currently") && !Says("format"),
        };

        bool Says(string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return buffer.ToArray();
    }
}
