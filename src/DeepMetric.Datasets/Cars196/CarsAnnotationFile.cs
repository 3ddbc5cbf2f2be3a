namespace DeepMetric.Datasets;

/// <summary>Reads the MAT-files of Cars196's devkit.</summary>
internal static class CarsAnnotationFile
{
    /// <summary>Reads <c>class_names</c>.</summary>
    public static string[] ReadClassNames(string file)
    {
        MatValue value = Variable(file, "class_names");
        if (value is not MatValue.Cells { Values.Count: > 0 } cells)
        {
            throw new InvalidDataException($"{file}: expected class_names to be a cell array of names, found {value.Description}.");
        }

        var names = new string[cells.Values.Count];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = cells.Values[i] is MatValue.Text { Rows: [string name] } && name.AsSpan().Trim().Length > 0
                ? name
                : throw new InvalidDataException($"{file}: class_names({i + 1}): expected a name, found {cells.Values[i].Description}.");
            if (!seen.Add(names[i]))
            {
                throw new InvalidDataException($"{file}: class_names({i + 1}): expected a name of its own, found a second {names[i]}.");
            }
        }

        return names;
    }

    /// <summary>Reads <c>annotations</c>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="pathField">The field that names the image: <c>fname</c>, or <c>relative_im_path</c> in the single file of the whole set.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="testField">The field that tells the parts; null where there is none.</param>
    public static CarsAnnotation[] Read(string file, string pathField, int classes, string? testField = null)
    {
        MatValue value = Variable(file, "annotations");
        if (value is not MatValue.Structs { Count: > 0 } structs)
        {
            throw new InvalidDataException($"{file}: expected annotations to be a struct array, found {value.Description}.");
        }

        var annotations = new CarsAnnotation[structs.Count];
        for (int i = 0; i < annotations.Length; i++)
        {
            string path = Field(i, pathField) is MatValue.Text { Rows: [string text] } && ListedFiles.IsInside(text)
                ? text
                : throw Error(i, pathField, "the name of a file", Field(i, pathField) is MatValue.Text other ? $"\"{other.Content}\"" : Field(i, pathField).Description);
            int left = Whole(i, "bbox_x1", 1, int.MaxValue);
            int top = Whole(i, "bbox_y1", 1, int.MaxValue);
            int right = Whole(i, "bbox_x2", left, int.MaxValue);
            int bottom = Whole(i, "bbox_y2", top, int.MaxValue);
            // MATLAB counts pixels from 1, and the last pixel belongs to the box.
            var box = new PixelBox(left - 1d, top - 1d, right - left + 1d, bottom - top + 1d);
            annotations[i] = new(path, Whole(i, "class", 1, classes) - 1, box, testField is not null && Whole(i, testField, 0, 1) == 1);
        }

        return annotations;

        MatValue Field(int i, string field) =>
            structs.Field(i, field) ?? throw new InvalidDataException($"{file}: expected annotations to have the field {field}, found {string.Join(", ", structs.FieldNames)}.");

        int Whole(int i, string field, int least, int most)
        {
            MatValue found = Field(i, field);
            return found is MatValue.Numeric { Values: [double number] } && number == Math.Floor(number) && number >= least && number <= most
                ? (int)number
                : throw Error(i, field, $"a whole number from {least} to {most}", found is MatValue.Numeric { Values: [double wrong] } ? FormattableString.Invariant($"{wrong}") : found.Description);
        }

        InvalidDataException Error(int i, string field, string expected, string found) => new($"{file}: annotations({i + 1}).{field}: expected {expected}, found {found}.");
    }

    private static MatValue Variable(string file, string name)
    {
        IReadOnlyDictionary<string, MatValue> variables = MatFile.Read(file);
        return variables.TryGetValue(name, out MatValue? value)
            ? value
            : throw new InvalidDataException($"{file}: expected a variable {name}, found {(variables.Count == 0 ? "none" : string.Join(", ", variables.Keys.Order(StringComparer.Ordinal)))}.");
    }
}
