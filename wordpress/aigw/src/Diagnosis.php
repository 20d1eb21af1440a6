<?php
/**
 * The way to the gateway, hop by hop.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * Walks from the settings to the budget and says in plain words where the way ends and what to do. It spends nothing.
 */
final class Diagnosis {

	/**
	 * What was found so far: hop, state ('ok', 'warn', 'fail', 'skip'), text.
	 *
	 * @var array
	 */
	private $steps = array();

	/**
	 * The connection that is tried.
	 *
	 * @var Connection
	 */
	private $connection;

	/**
	 * Walks.
	 *
	 * @param Connection|null $connection The current one where none is given.
	 * @return array Steps: hop, label, state, text.
	 */
	public static function run( ?Connection $connection = null ): array {
		$self             = new self();
		$self->connection = null === $connection ? Connection::current() : $connection;
		foreach ( array( 'settings', 'dns', 'connect', 'http', 'model', 'budget' ) as $hop ) {
			if ( ! $self->{'check_' . $hop}() ) {
				break;
			}
		}
		if ( self::passed( $self->steps ) ) {
			Circuit::reset();
		}
		return $self->steps;
	}

	/**
	 * Whether nothing failed.
	 *
	 * @param array $steps Of run().
	 * @return bool
	 */
	public static function passed( array $steps ): bool {
		return ! in_array( 'fail', array_column( $steps, 'state' ), true );
	}

	/**
	 * Names of the hops.
	 *
	 * @return array
	 */
	public static function labels(): array {
		return array(
			'settings' => __( 'Settings', 'aigw' ),
			'dns'      => __( 'Name (DNS)', 'aigw' ),
			'connect'  => __( 'Connection (TCP)', 'aigw' ),
			'tls'      => __( 'Encryption (TLS)', 'aigw' ),
			'http'     => __( 'Gateway (HTTP)', 'aigw' ),
			'token'    => __( 'Credential', 'aigw' ),
			'model'    => __( 'Models', 'aigw' ),
			'budget'   => __( 'Budget', 'aigw' ),
		);
	}

	/**
	 * Address and credential.
	 *
	 * @return bool
	 */
	private function check_settings(): bool {
		if ( ! $this->connection->configured() ) {
			$problem = $this->connection->problem();
			return $this->say( 'settings', 'fail', null === $problem ? __( 'No gateway is connected yet. Paste a connect code; whoever runs the gateway makes one with: aigw connect-code TENANT', 'aigw' ) : $problem->get_error_message() );
		}
		$host = $this->host();
		if ( ! $this->connection->trusted() && ! Reach::is_public( $this->connection->url() ) ) {
			return $this->say( 'settings', 'fail', self::not_public() );
		}
		if ( defined( 'WP_HTTP_BLOCK_EXTERNAL' ) && WP_HTTP_BLOCK_EXTERNAL && ( new \WP_Http() )->block_request( $this->connection->url() ) ) {
			/* translators: %s: a host name. */
			return $this->say( 'settings', 'fail', sprintf( __( 'This site forbids requests to other servers (WP_HTTP_BLOCK_EXTERNAL in wp-config.php). Add %s to WP_ACCESSIBLE_HOSTS there.', 'aigw' ), $host ) );
		}
		if ( 0 === strpos( $this->connection->url(), 'http://' ) && ! self::is_near( $host ) ) {
			/* translators: %s: address of the gateway. */
			return $this->say( 'settings', 'warn', sprintf( __( '%s is not encrypted: whoever is on the way can read questions, answers and tokens. Use https:// for a gateway on another network.', 'aigw' ), $this->connection->url() ) );
		}
		/* translators: %s: address of the gateway. */
		return $this->say( 'settings', 'ok', sprintf( __( 'Connected to %s.', 'aigw' ), $this->connection->url() ) );
	}

	/**
	 * Why an address is refused that only the server can reach.
	 *
	 * @return string
	 */
	public static function not_public(): string {
		return __( 'The gateway\'s address is a private one or has no name that is known here. On a network of sites only the network\'s administrator can connect such a gateway.', 'aigw' );
	}

	/**
	 * The host's name.
	 *
	 * @return bool
	 */
	private function check_dns(): bool {
		$host = $this->host();
		if ( filter_var( $host, FILTER_VALIDATE_IP ) ) {
			return $this->say( 'dns', 'ok', __( 'The address is a number; no name has to be looked up.', 'aigw' ) );
		}
		if ( self::proxied() ) {
			return $this->say( 'dns', 'skip', __( 'A proxy looks the name up (WP_PROXY_HOST).', 'aigw' ) );
		}
		$ip = gethostbyname( $host );
		if ( $ip === $host && ! ( function_exists( 'dns_get_record' ) && @dns_get_record( $host, DNS_AAAA ) ) ) { // phpcs:ignore WordPress.PHP.NoSilencedErrors -- a failed look-up is the finding.
			/* translators: %s: a host name. */
			return $this->say( 'dns', 'fail', sprintf( __( 'No server of the name %s is known here. Check the spelling in the connect code, and that this server can resolve names.', 'aigw' ), $host ) );
		}
		/* translators: 1: a host name, 2: an IP address. */
		return $this->say( 'dns', 'ok', $ip === $host ? $host : sprintf( __( '%1$s is %2$s.', 'aigw' ), $host, $ip ) );
	}

	/**
	 * TCP, and TLS where the address says https.
	 *
	 * @return bool
	 */
	private function check_connect(): bool {
		if ( self::proxied() || ! function_exists( 'stream_socket_client' ) || ! $this->connection->trusted() ) {
			return $this->say( 'connect', 'skip', __( 'Not tried: requests leave through a proxy, sockets are switched off, or this is a site of a network.', 'aigw' ) );
		}
		$tls  = 0 === strpos( $this->connection->url(), 'https://' );
		$port = (int) ( wp_parse_url( $this->connection->url(), PHP_URL_PORT ) ?: ( $tls ? 443 : 80 ) );
		$host = $this->host();
		$at   = ( false !== strpos( $host, ':' ) ? '[' . $host . ']' : $host ) . ':' . $port;
		$open = @stream_socket_client( 'tcp://' . $at, $number, $why, 3.0 ); // phpcs:ignore WordPress.PHP.NoSilencedErrors -- a refused connection is the finding.
		if ( ! $open ) {
			/* translators: 1: host and port, 2: what the system says. */
			return $this->say( 'connect', 'fail', sprintf( __( 'Nothing answers at %1$s (%2$s). Is the gateway running, is the port right, and does a firewall let this server through?', 'aigw' ), $at, $why ) );
		}
		fclose( $open ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- a socket.
		/* translators: %s: host and port. */
		$this->say( 'connect', 'ok', sprintf( __( '%s takes connections.', 'aigw' ), $at ) );
		if ( ! $tls ) {
			return true;
		}
		$context = stream_context_create( array( 'ssl' => array( 'cafile' => ABSPATH . WPINC . '/certificates/ca-bundle.crt', 'peer_name' => $host ) ) );
		$open    = @stream_socket_client( 'tls://' . $at, $number, $why, 3.0, STREAM_CLIENT_CONNECT, $context ); // phpcs:ignore WordPress.PHP.NoSilencedErrors -- likewise.
		if ( ! $open ) {
			$last = error_get_last();
			/* translators: %s: what the system says. */
			return $this->say( 'tls', 'fail', sprintf( __( 'The gateway\'s certificate is not accepted (%s). It must be valid today, made out for this host name, and signed by an authority that WordPress knows.', 'aigw' ), sanitize_text_field( '' !== (string) $why ? (string) $why : (string) ( $last['message'] ?? '' ) ) ) );
		}
		fclose( $open ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- a socket.
		return $this->say( 'tls', 'ok', __( 'The certificate is valid.', 'aigw' ) );
	}

	/**
	 * A first question to the gateway, with the credential.
	 *
	 * @return bool
	 */
	private function check_http(): bool {
		$this->models = ( new Gateway( $this->connection ) )->get( '/v1/models', array(), 5.0 );
		if ( ! is_wp_error( $this->models ) ) {
			$this->say( 'http', 'ok', __( 'An aigw gateway answers.', 'aigw' ) );
			$tenant = $this->connection->tenant();
			/* translators: %s: name of a tenant. */
			return $this->say( 'token', 'ok', '' === $tenant ? __( 'The credential is accepted.', 'aigw' ) : sprintf( __( 'The credential is accepted, for the tenant %s.', 'aigw' ), $tenant ) );
		}
		$hop = (string) ( $this->models->get_error_data()['hop'] ?? 'http' );
		if ( 'token' === $hop ) {
			$this->say( 'http', 'ok', __( 'An aigw gateway answers.', 'aigw' ) );
		}
		return $this->say( isset( self::labels()[ $hop ] ) ? $hop : 'http', 'fail', Messages::for( $this->models, true ) );
	}

	/**
	 * Answer of /v1/models.
	 *
	 * @var array|\WP_Error
	 */
	private $models = array();

	/**
	 * The models that may be used.
	 *
	 * @return bool
	 */
	private function check_model(): bool {
		$names = array_filter( array_map( 'strval', array_column( (array) ( $this->models['data'] ?? array() ), 'id' ) ) );
		if ( ! $names ) {
			return $this->say( 'model', 'fail', __( 'This tenant may use no model at all. Whoever runs the gateway has to allow some.', 'aigw' ) );
		}
		$default = (string) Settings::get( 'default_model' );
		$bare    = (string) preg_replace( '#^[^/]+/#', '', $default );
		if ( '' !== $default && ! in_array( $default, $names, true ) && ! in_array( $bare, $names, true ) ) {
			/* translators: %s: name of a model. */
			return $this->say( 'model', 'fail', sprintf( __( 'The default model %s is not among those that this tenant may use. Choose another one below, or leave the field empty.', 'aigw' ), $default ) );
		}
		/* translators: %s: a number. */
		return $this->say( 'model', 'ok', sprintf( _n( '%s model can be used.', '%s models can be used.', count( $names ), 'aigw' ), number_format_i18n( count( $names ) ) ) );
	}

	/**
	 * What is left to spend.
	 *
	 * @return bool
	 */
	private function check_budget(): bool {
		$budget = ( new Gateway( $this->connection ) )->get( '/api/v1/budget' );
		if ( is_wp_error( $budget ) ) {
			$absent = 404 === ( $budget->get_error_data()['status'] ?? 0 );
			return $this->say( 'budget', $absent ? 'skip' : 'fail', $absent ? __( 'This gateway does not tell budgets; it is older than this plugin.', 'aigw' ) : Messages::for( $budget, true ) );
		}
		$least = null;
		foreach ( (array) ( $budget['budgets'] ?? array() ) as $span => $row ) {
			if ( isset( $row['limit_usd'], $row['left_usd'] ) && ( null === $least || $row['left_usd'] < $least['left_usd'] ) ) {
				$least = $row;
			}
		}
		if ( null === $least ) {
			return $this->say( 'budget', 'warn', __( 'No budget is set: nothing stops the bill. Whoever runs the gateway can set one for a day or a month.', 'aigw' ) );
		}
		$left = '$' . number_format_i18n( max( 0, (float) $least['left_usd'] ), 2 );
		if ( (float) $least['left_usd'] <= 0 ) {
			return $this->say( 'budget', 'fail', __( 'The budget is spent. Calls go through again when its day or month is over, or when whoever runs the gateway raises it.', 'aigw' ) );
		}
		/* translators: %s: an amount of money. */
		return $this->say( 'budget', (float) $least['left_usd'] < 0.1 * (float) $least['limit_usd'] ? 'warn' : 'ok', sprintf( __( '%s are left.', 'aigw' ), $left ) );
	}

	/**
	 * Writes a finding down.
	 *
	 * @param string $hop   Hop.
	 * @param string $state ok, warn, fail or skip.
	 * @param string $text  Plain words.
	 * @return bool Whether the way goes on.
	 */
	private function say( string $hop, string $state, string $text ): bool {
		$this->steps[] = array( 'hop' => $hop, 'label' => self::labels()[ $hop ], 'state' => $state, 'text' => $text );
		return 'fail' !== $state;
	}

	/**
	 * The gateway's host.
	 *
	 * @return string
	 */
	private function host(): string {
		return trim( (string) wp_parse_url( $this->connection->url(), PHP_URL_HOST ), '[]' );
	}

	/**
	 * Whether a host is this machine or on a private network.
	 *
	 * @param string $host Host.
	 * @return bool
	 */
	private static function is_near( string $host ): bool {
		if ( filter_var( $host, FILTER_VALIDATE_IP ) ) {
			return ! filter_var( $host, FILTER_VALIDATE_IP, FILTER_FLAG_NO_PRIV_RANGE | FILTER_FLAG_NO_RES_RANGE );
		}
		return false === strpos( $host, '.' ) || (bool) preg_match( '/\.(localhost|local|internal|lan|test)$/', $host );
	}

	/**
	 * Whether requests leave through a proxy.
	 *
	 * @return bool
	 */
	private static function proxied(): bool {
		return defined( 'WP_PROXY_HOST' ) && WP_PROXY_HOST;
	}
}
