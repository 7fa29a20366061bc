interface Props {
  name: string;
  label: string;
  value: string | number | undefined;
  /** The label of the choice that filters nothing. */
  all: string;
  options: { value: string | number; label: string }[];
}

/** A choice among the filters of the inbox. */
export function FilterSelect({ name, label, value, all, options }: Props) {
  return (
    <label>
      <span>{label}</span>
      <select name={name} defaultValue={value ?? ""}>
        <option value="">{all}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
