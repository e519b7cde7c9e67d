/** How the service is called on its own: with the city before it, unless its name begins with the city's. */
export const withCity = (city: string, service: string): string =>
  service.startsWith(city) ? service : `${city}　${service}`;
