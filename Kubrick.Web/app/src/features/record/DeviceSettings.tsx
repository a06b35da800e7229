import { SelectField } from '../../components/Field';
import type { Quality } from '../recordings/api/recording';
import type { Camera, CameraState, Device } from './camera/Camera';
import styles from './details/DetailsForm.module.css';
import { isQuality, qualityPresets } from './recorder/qualityPresets';

interface DeviceSettingsProps {
  camera: Camera;
  state: CameraState;
  quality: Quality;
  disabled: boolean;
  onQuality: (quality: Quality) => void;
}

/** Selects quality, camera and microphone. A change applies at once if the camera is on. */
export function DeviceSettings({ camera, state, quality, disabled, onQuality }: DeviceSettingsProps) {
  const { cameraId, microphoneId, status } = state;

  function open(changes: { quality?: Quality; cameraId?: string; microphoneId?: string }) {
    const next = { quality, cameraId, microphoneId, ...changes };
    if (status === 'on') void camera.open({ ...next, preset: qualityPresets[next.quality] });
  }

  return (
    <div className={styles.form}>
      <SelectField
        label="Quality"
        value={quality}
        disabled={disabled}
        onChange={({ target: { value } }) => {
          if (!isQuality(value)) return;
          onQuality(value);
          open({ quality: value });
        }}
      >
        {Object.values(qualityPresets).map(preset => (
          <option key={preset.quality} value={preset.quality}>
            {preset.label}
          </option>
        ))}
      </SelectField>
      <DevicePicker label="Camera" devices={state.cameras} value={cameraId} disabled={disabled} onPick={id => open({ cameraId: id })} />
      <DevicePicker label="Microphone" devices={state.microphones} value={microphoneId} disabled={disabled} onPick={id => open({ microphoneId: id })} />
    </div>
  );
}

interface DevicePickerProps {
  label: string;
  devices: readonly Device[];
  value: string;
  disabled: boolean;
  onPick: (id: string) => void;
}

function DevicePicker({ label, devices, value, disabled, onPick }: DevicePickerProps) {
  if (devices.length === 0) return null;
  return (
    <SelectField label={label} value={value} disabled={disabled} onChange={event => onPick(event.target.value)}>
      {!devices.some(({ id }) => id === value) && <option value={value}>Default</option>}
      {devices.map(device => (
        <option key={device.id} value={device.id}>
          {device.label}
        </option>
      ))}
    </SelectField>
  );
}
