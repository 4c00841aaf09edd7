using System.Diagnostics;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Listens to a stored recording.</summary>
internal static class Ogg
{
    private const int Rate = 16000;

    /// <summary>Whether most of the left channel carries one tone and most of the right the other.</summary>
    public static async Task<(bool Left, bool Right)> TonesAsync(byte[] file, int leftHz, int rightHz) =>
        (Carries(await ChannelAsync(file, 0), leftHz), Carries(await ChannelAsync(file, 1), rightHz));

    private static bool Carries(short[] samples, int hertz)
    {
        var parts = samples.Chunk(Rate / 4).Where(c => c.Length == Rate / 4).ToList();
        return parts.Count > 2 && parts.Count(part => ToneMeter.Hears(part, Rate, hertz)) > parts.Count / 2;
    }

    private static async Task<short[]> ChannelAsync(byte[] file, int channel)
    {
        var start = new ProcessStartInfo("ffmpeg", ["-v", "error", "-i", "pipe:0", "-af", $"pan=mono|c0=c{channel}", "-ar", $"{Rate}", "-f", "s16le", "pipe:1"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var ffmpeg = Process.Start(start)!;
        var output = new MemoryStream();
        var reading = ffmpeg.StandardOutput.BaseStream.CopyToAsync(output);
        await ffmpeg.StandardInput.BaseStream.WriteAsync(file);
        ffmpeg.StandardInput.Close();
        await reading;
        await ffmpeg.WaitForExitAsync();
        return ToneMeter.ToSamples(output.ToArray());
    }
}
