using CallCenter.Server.Sealing;

namespace CallCenter.Server.Registry;

/// <summary>Uploaded tables, sealed: HOME/imports/&lt;import id&gt;.enc, until they are no longer needed.</summary>
internal sealed class ImportFiles(CenterOptions options, KeyVault vault)
{
    private const string Unfinished = ".part";

    private string Folder => options.Paths.Imports;

    /// <returns>Its length.</returns>
    /// <exception cref="KeyRingException">There is no key to seal with.</exception>
    public async Task<long> TakeAsync(Guid import, Stream file, CancellationToken ct)
    {
        Directory.CreateDirectory(Folder);
        var path = PathOf(import);
        try
        {
            var (bytes, _) = await SealedFile.WriteAsync(file, path + Unfinished, vault.Active, Subject(import), ct);
            File.Move(path + Unfinished, path, overwrite: true);
            return bytes;
        }
        finally
        {
            File.Delete(path + Unfinished);
        }
    }

    /// <exception cref="FileNotFoundException"/>
    /// <exception cref="KeyLostException"/>
    /// <exception cref="SealBrokenException"/>
    public Stream Open(Guid import) => SealedFile.Open(PathOf(import), vault.Ring, Subject(import));

    public void Delete(Guid import) => File.Delete(PathOf(import));

    private string PathOf(Guid import) => Path.Combine(Folder, import + SealedFile.Ending);

    /// <summary>What a sealed file of that folder is, by its name.</summary>
    public static string SubjectOf(string path) => Subject(Guid.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture));

    private static string Subject(Guid import) => $"import:{import}";
}
