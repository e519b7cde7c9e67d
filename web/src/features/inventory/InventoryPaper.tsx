import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session-context';
import { formatInstant } from '../../i18n/dates';
import type { Inventory } from '../../protocol';

const COLUMNS = ['device', 'kind', 'people', 'owner', 'assetNumber', 'securitySoftware', 'stated'] as const;

/** The inventory for the printer, with who printed it. */
export function InventoryPaper({ inventory }: { inventory: Inventory }) {
  const { t } = useTranslation();
  const { session } = useSession();
  return (
    <>
      <h1>{t('inventory.paperTitle', { facility: inventory.facility })}</h1>
      <p>{t('inventory.printedBy', { name: session.name, at: formatInstant(new Date().toISOString()) })}</p>
      <table>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column}>{t(`inventory.columns.${column}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inventory.devices.map((line) => {
            const [last] = line.statements;
            return (
              <tr key={line.device}>
                <td>{line.label}</td>
                <td>
                  {t(line.is_shared ? 'account.kind.shared' : 'account.kind.personal')}
                  {last?.place && <span className="block">{last.place}</span>}
                </td>
                <td>{line.people.join('、')}</td>
                <td>{last ? t(`inventory.owners.${last.owner}`) : ''}</td>
                <td>{last?.asset_number}</td>
                <td>{last?.security_software ?? t('inventory.missing')}</td>
                <td>{last && t('inventory.statedBy', { name: last.by, at: formatInstant(last.at) })}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
