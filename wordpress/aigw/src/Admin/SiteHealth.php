<?php
/**
 * Site Health.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Admin;

use Aigw\Connection;
use Aigw\Credentials;
use Aigw\Diagnosis;
use Aigw\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Tools > Site Health: one direct test (settings), one asynchronous test (the way to the gateway), and facts without secrets.
 */
final class SiteHealth {

	/**
	 * Registers filters and route.
	 *
	 * @return void
	 */
	public static function register() {
		add_filter( 'site_status_tests', array( __CLASS__, 'tests' ) );
		add_filter( 'debug_information', array( __CLASS__, 'facts' ) );
		add_action( 'rest_api_init', array( __CLASS__, 'route' ) );
	}

	/**
	 * Adds the tests.
	 *
	 * @param array $tests Tests.
	 * @return array
	 */
	public static function tests( $tests ): array {
		$tests['direct']['aigw_connection'] = array(
			'label' => __( 'AI Gateway is connected', 'aigw' ),
			'test'  => array( __CLASS__, 'connection' ),
		);
		$tests['async']['aigw_gateway']     = array(
			'label'             => __( 'AI Gateway can be reached', 'aigw' ),
			'test'              => rest_url( 'aigw/v1/health' ),
			'has_rest'          => true,
			'async_direct_test' => array( __CLASS__, 'gateway' ),
		);
		return $tests;
	}

	/**
	 * The route of the asynchronous test.
	 *
	 * @return void
	 */
	public static function route() {
		register_rest_route(
			'aigw/v1',
			'/health',
			array(
				'methods'             => 'GET',
				'args'                => array(),
				'callback'            => array( __CLASS__, 'gateway' ),
				'permission_callback' => static function () {
					return current_user_can( 'view_site_health_checks' );
				},
			)
		);
	}

	/**
	 * Direct test: is a gateway connected, and is the credential safe?
	 *
	 * @return array
	 */
	public static function connection(): array {
		$now = Connection::current();
		if ( ! $now->configured() ) {
			$problem = $now->problem();
			return self::result( 'aigw_connection', null === $problem ? 'recommended' : 'critical', null === $problem ? __( 'AI Gateway is not connected yet', 'aigw' ) : __( 'AI Gateway has lost its connection', 'aigw' ), null === $problem ? __( 'Paste a connect code under Settings > AI Gateway.', 'aigw' ) : $problem->get_error_message() );
		}
		if ( in_array( $now->source(), array( 'site', 'network' ), true ) && ! self::salts_in_file() ) {
			return self::result( 'aigw_connection', 'recommended', __( 'The gateway\'s credential is sealed with salts from the database', 'aigw' ), __( 'wp-config.php sets no AUTH_KEY, AUTH_SALT, SECURE_AUTH_KEY and SECURE_AUTH_SALT of its own, so that whoever reads the database can open the credential. Set them there, then paste the connect code again.', 'aigw' ) );
		}
		if ( self::visitors_look_alike() ) {
			return self::result( 'aigw_connection', 'recommended', __( 'AI Gateway takes all visitors for one', 'aigw' ), __( 'This site is behind a proxy, and every visitor comes with the proxy\'s address, so that all share the limits of one. Have the web server take the address from the proxy (nginx: real_ip, Apache: mod_remoteip), or answer the filter aigw_visitor_ip.', 'aigw' ) );
		}
		/* translators: %s: address of the gateway. */
		return self::result( 'aigw_connection', 'good', __( 'AI Gateway is connected', 'aigw' ), sprintf( __( 'AI calls of this site go to %s.', 'aigw' ), $now->url() ) );
	}

	/**
	 * Asynchronous test: every hop.
	 *
	 * @return array
	 */
	public static function gateway(): array {
		if ( ! Connection::current()->configured() ) {
			return self::result( 'aigw_gateway', 'good', __( 'AI Gateway: nothing to reach yet', 'aigw' ), __( 'No gateway is connected.', 'aigw' ) );
		}
		$worst = array( 'good', __( 'AI Gateway can be reached', 'aigw' ), __( 'Every step of the way works.', 'aigw' ) );
		foreach ( Diagnosis::run() as $step ) {
			/* translators: %s: a step such as "Name (DNS)". */
			$title = sprintf( __( 'AI Gateway: look at "%s"', 'aigw' ), $step['label'] );
			if ( 'fail' === $step['state'] ) {
				$worst = array( 'critical', $title, $step['text'] );
			} elseif ( 'warn' === $step['state'] && 'good' === $worst[0] ) {
				$worst = array( 'recommended', $title, $step['text'] );
			}
		}
		return self::result( 'aigw_gateway', $worst[0], $worst[1], $worst[2] );
	}

	/**
	 * Facts for Site Health > Info; no secret among them.
	 *
	 * @param array $info Sections.
	 * @return array
	 */
	public static function facts( $info ): array {
		$now    = Connection::current();
		$facts  = Credentials::facts( 'network' === $now->source() );
		$values = array(
			'version'  => array( __( 'Version', 'aigw' ), AIGW_VERSION ),
			'url'      => array( __( 'Gateway', 'aigw' ), $now->url() ),
			'tenant'   => array( __( 'Tenant', 'aigw' ), $now->tenant() ),
			'kind'     => array( __( 'Kind of credential', 'aigw' ), $now->kind() ),
			'source'   => array( __( 'Comes from', 'aigw' ), $now->source() ),
			'problem'  => array( __( 'Problem', 'aigw' ), $now->problem() ? $now->problem()->get_error_code() : '' ),
			'rotation' => array( __( 'A credential before is still tried', 'aigw' ), $facts['previous_until'] ? gmdate( 'c', $facts['previous_until'] ) : '' ),
			'front'    => array( __( 'Longest wait on a page', 'aigw' ), Settings::get( 'front_timeout' ) . ' s' ),
			'model'    => array( __( 'Default model', 'aigw' ), Settings::get( 'default_model' ) ),
		);
		$fields = array();
		foreach ( $values as $key => $pair ) {
			$fields[ $key ] = array( 'label' => $pair[0], 'value' => '' === (string) $pair[1] ? '-' : (string) $pair[1], 'private' => in_array( $key, array( 'url', 'tenant' ), true ) );
		}
		$info['aigw'] = array( 'label' => __( 'AI Gateway', 'aigw' ), 'fields' => $fields );
		return $info;
	}

	/**
	 * Whether visitors come with the address of a proxy and nobody says theirs. What a header says is not believed, only that it is there.
	 *
	 * @return bool
	 */
	private static function visitors_look_alike(): bool {
		// phpcs:disable WordPress.Security.ValidatedSanitizedInput -- only compared.
		$address = (string) ( $_SERVER['REMOTE_ADDR'] ?? '' );
		$passed  = (string) ( $_SERVER['HTTP_X_FORWARDED_FOR'] ?? '' );
		$cloud   = (string) ( $_SERVER['HTTP_CF_CONNECTING_IP'] ?? '' );
		// phpcs:enable
		if ( has_filter( 'aigw_visitor_ip' ) || '' === $address ) {
			return false;
		}
		$inside = ! filter_var( $address, FILTER_VALIDATE_IP, FILTER_FLAG_NO_PRIV_RANGE | FILTER_FLAG_NO_RES_RANGE );
		return ( $inside && '' !== $passed && 0 !== strpos( $passed, $address ) ) || ( '' !== $cloud && $cloud !== $address );
	}

	/**
	 * Whether the salts that seal the credential are in wp-config.php.
	 *
	 * @return bool
	 */
	private static function salts_in_file(): bool {
		if ( \Aigw\Environment::has( 'AIGW_ENCRYPTION_KEY' ) ) {
			return true;
		}
		foreach ( array( 'AUTH_KEY', 'AUTH_SALT', 'SECURE_AUTH_KEY', 'SECURE_AUTH_SALT' ) as $name ) {
			if ( ! defined( $name ) || '' === (string) constant( $name ) || 'put your unique phrase here' === constant( $name ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * A result as Site Health wants it; addresses and causes are for who manages the gateway.
	 *
	 * @param string $test   Name of the test.
	 * @param string $status good, recommended or critical.
	 * @param string $label  Title.
	 * @param string $text   Plain words.
	 * @return array
	 */
	private static function result( string $test, string $status, string $label, string $text ): array {
		if ( ! current_user_can( 'aigw_manage' ) ) {
			$text = 'good' === $status ? __( 'All is well.', 'aigw' ) : __( 'Whoever manages this site\'s AI gateway finds the cause under Settings > AI Gateway.', 'aigw' );
		}
		return array(
			'label'       => $label,
			'status'      => $status,
			'badge'       => array( 'label' => __( 'AI Gateway', 'aigw' ), 'color' => 'blue' ),
			'description' => '<p>' . esc_html( $text ) . '</p>',
			'actions'     => current_user_can( 'aigw_manage' ) ? '<p><a href="' . esc_url( SettingsPage::url() ) . '">' . esc_html__( 'Settings > AI Gateway', 'aigw' ) . '</a></p>' : '',
			'test'        => $test,
		);
	}
}
