import { classNames } from "@/lib/class-names";

import { Icon, type IconName } from "./icon";
import styles from "./icon-button.module.css";

interface IconButtonProps {
  icon: IconName;
  label: string;
  onClick: () => void;
  disabled?: boolean;
  filled?: boolean;
}

export function IconButton({ icon, label, onClick, disabled, filled = false }: IconButtonProps) {
  return (
    <button
      type="button"
      className={classNames(styles.button, filled && styles.filled)}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
