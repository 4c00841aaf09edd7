using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.JSInterop;

namespace CallCenter.Console.Wire;

/// <summary>What must outlive the page: localStorage, and sessionStorage for what belongs to this tab alone. Synchronous, so that a key typed just before F5 is kept.</summary>
internal sealed class BrowserStore(IJSRuntime js)
{
    private readonly IJSInProcessRuntime _js = (IJSInProcessRuntime)js;

    public string? Read(string key) => _js.Invoke<string?>("localStorage.getItem", key);

    public void Write(string key, string value) => _js.InvokeVoid("localStorage.setItem", key, value);

    public void Remove(string key) => _js.InvokeVoid("localStorage.removeItem", key);

    public T? Read<T>(string key, JsonTypeInfo<T> type)
        where T : class
    {
        var text = Read(key);
        if (text is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException)
        {
            Remove(key); // written by an older console: of no use to this one
            return null;
        }
    }

    public void Write<T>(string key, T value, JsonTypeInfo<T> type) => Write(key, JsonSerializer.Serialize(value, type));

    public IReadOnlyList<string> Keys(string prefix)
    {
        var keys = new List<string>();
        while (_js.Invoke<string?>("localStorage.key", keys.Count) is { } key)
        {
            keys.Add(key);
        }

        return [.. keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))];
    }

    public bool TabHas(string key) => _js.Invoke<string?>("sessionStorage.getItem", key) is not null;

    public void TabMark(string key) => _js.InvokeVoid("sessionStorage.setItem", key, "1");

    public void TabClear(string key) => _js.InvokeVoid("sessionStorage.removeItem", key);
}
