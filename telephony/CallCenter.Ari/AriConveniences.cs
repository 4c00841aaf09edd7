using CallCenter.Ari.Models;

namespace CallCenter.Ari;

public sealed partial class AriChannels
{
    /// <summary>The value of a variable or readable function such as <c>CALLERID(num)</c>; null where it is not set.</summary>
    /// <exception cref="AriGoneException">The channel has left.</exception>
    public async Task<string?> GetVariableAsync(string channelId, string name, CancellationToken cancellationToken = default)
    {
        try
        {
            return (await GetChannelVarAsync(channelId, name, cancellationToken).ConfigureAwait(false)).Value;
        }
        catch (AriGoneException e) when (e.Status == 404 && e.Message.Contains("variable was not found", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
    }

    /// <summary>Sets a variable or writable function, such as <c>TIMEOUT(absolute)</c>. Null empties it.</summary>
    /// <exception cref="AriGoneException">The channel has left.</exception>
    public Task SetVariableAsync(string channelId, string name, string? value, CancellationToken cancellationToken = default) =>
        SetChannelVarAsync(channelId, name, value, cancellationToken: cancellationToken);

    /// <summary>Sets several variables in one request.</summary>
    /// <exception cref="AriGoneException">The channel has left.</exception>
    public Task SetVariablesAsync(string channelId, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default) =>
        SetChannelVarsAsync(channelId, values, cancellationToken);
}

public sealed partial class AriBridges
{
    /// <summary>Puts one channel into a bridge.</summary>
    /// <exception cref="AriGoneException">The channel or the bridge has left.</exception>
    public Task AddChannelAsync(string bridgeId, string channelId, CancellationToken cancellationToken = default) =>
        AddChannelAsync(bridgeId, [channelId], cancellationToken: cancellationToken);

    /// <summary>Takes one channel out of a bridge.</summary>
    /// <exception cref="AriGoneException">The channel or the bridge has left, or the channel is not in it.</exception>
    public Task RemoveChannelAsync(string bridgeId, string channelId, CancellationToken cancellationToken = default) =>
        RemoveChannelAsync(bridgeId, [channelId], cancellationToken);
}

public sealed partial class AriAsterisk
{
    /// <summary>Creates or updates an object of a realtime configuration, such as <c>res_pjsip</c>, <c>auth</c>, <c>agent01</c>.</summary>
    /// <remarks>Order matters to PJSIP: auth and aor first, the endpoint that names them last.</remarks>
    public Task<IReadOnlyList<ConfigTuple>> PutConfigAsync(string configClass, string objectType, string id, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken = default) =>
        UpdateObjectAsync(configClass, objectType, id, [.. fields.Select(f => new ConfigTuple { Attribute = f.Key, Value = f.Value })], cancellationToken);

    /// <summary>Deletes an object of a realtime configuration; false where there was none.</summary>
    public async Task<bool> DeleteConfigAsync(string configClass, string objectType, string id, CancellationToken cancellationToken = default)
    {
        try
        {
            await DeleteObjectAsync(configClass, objectType, id, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AriGoneException)
        {
            return false;
        }
    }
}
